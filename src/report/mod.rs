//! Documents that leave: JSON with its schema, Markdown. Reads insight, writes text; knows no file and no screen.
