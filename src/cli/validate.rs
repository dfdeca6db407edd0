//! `forerun validate`: a document against its published JSON Schema.

use std::fs;
use std::path::Path;

use forerun::report::SCHEMAS;
use serde_json::Value;

use crate::failure::{Failure, in_file};

/// More faults than these say nothing new.
const MOST_LISTED: usize = 20;

/// Says that the document fits, or fails with what does not.
pub fn run(path: &Path) -> Result<String, Failure> {
    let line = |line, what: String| Failure::Line { path: path.to_owned(), line, what };
    let text = fs::read_to_string(path).map_err(in_file(path))?;
    let document: Value = serde_json::from_str(&text).map_err(|error| line(error.line() as u64, error.to_string()))?;
    let tag = document.get("schema").and_then(Value::as_str).unwrap_or_default();
    let name = tag.strip_prefix("forerun/").and_then(|rest| rest.strip_suffix("/1")).unwrap_or_default();
    let schema = SCHEMAS.iter().find(|(schema, _)| *schema == name).map(|(_, schema)| *schema);
    let schema = schema.ok_or_else(|| {
        let known: Vec<String> = SCHEMAS.iter().map(|(name, _)| format!("forerun/{name}/1")).collect();
        line(1, format!("\"schema\" is `{tag}`, but must be one of: {}", known.join(", ")))
    })?;
    let broken = |error: String| Failure::Engine(format!("the schema of {tag} is broken ({error})"));
    let schema: Value = serde_json::from_str(schema).map_err(|error| broken(error.to_string()))?;
    let validator = jsonschema::validator_for(&schema).map_err(|error| broken(error.to_string()))?;
    let faults: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| {
            format!(
                "  at {}: {error}",
                if error.instance_path().as_str().is_empty() { "/" } else { error.instance_path().as_str() }
            )
        })
        .collect();
    if faults.is_empty() {
        return Ok(format!("{}: a valid {tag} document\n", path.display()));
    }
    let listed = faults.iter().take(MOST_LISTED).cloned().collect::<Vec<_>>().join("\n");
    Err(Failure::Invalid { path: path.to_owned(), count: faults.len(), listed })
}
