//! Simulated repositories: seeded, labelled, believable; the demo, load tests and ground truth for detection.
