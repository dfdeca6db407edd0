//! What exported files are called.

use crate::domain::{RepositoryName, Timestamp};

/// `<name>_<owner>_<repo>_<UTC time>.<extension>`.
pub fn file_name(name: &str, repository: &RepositoryName, at: Timestamp, extension: &str) -> String {
    format!("{name}_{}_{}_{}.{extension}", repository.owner, repository.name, at.to_compact())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_kind_repository_and_time() {
        let repository = RepositoryName::parse("octo/hello.world").unwrap();
        assert_eq!(
            file_name("report", &repository, Timestamp(0), "json"),
            "report_octo_hello.world_19700101T000000Z.json"
        );
    }
}
