//! The browser behind a few safe words: listeners with guards, storage that may be blocked, dates, files, the worker.
//! Everything here that can fail answers with an `Option` or a `Result`; nothing panics.

pub mod address;
pub mod clipboard;
pub mod download;
pub mod engine_worker;
pub mod intl;
pub mod keeping;
pub mod leaving;
pub mod listener;
pub mod media;
pub mod network;
pub mod notify;
pub mod observe;
pub mod scroll;
pub mod storage;
pub mod zone;
