//! Alerts put to the test.
