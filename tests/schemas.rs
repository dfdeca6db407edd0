//! The published JSON Schemas are those of the types. `FORERUN_WRITE_SCHEMAS=1` writes them (`make schemas`).

use std::path::Path;

use forerun::report::{DocumentKind, SCHEMAS};

#[test]
fn published_schemas_are_those_of_the_types() {
    let made = DocumentKind::ALL.map(|kind| (kind.word(), kind.schema()));
    assert_eq!(made.iter().map(|(name, _)| *name).collect::<Vec<_>>(), SCHEMAS.iter().map(|s| s.0).collect::<Vec<_>>());
    for (name, schema) in made {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("public/schemas/{name}.json"));
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("FORERUN_WRITE_SCHEMAS").is_some() {
            std::fs::write(&path, text).unwrap();
        } else {
            let published = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(published == text, "public/schemas/{name}.json is not up to date: run `make schemas`");
        }
    }
}
