//! Names of jobs that one matrix made. GitHub tells no matrix: it appends the values to the job's name.

/// The name without the values of a matrix: `test (ubuntu-latest, 3.11)` becomes `test`. Only a last pair of brackets
/// with something before it is a matrix; what a called workflow appends (`deploy / check (x)`) is kept likewise.
pub fn matrix_name(name: &str) -> &str {
    let Some(inside) = name.strip_suffix(')') else { return name };
    let mut depth = 1_u32;
    for (position, letter) in inside.char_indices().rev() {
        match letter {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let before = name.get(..position).unwrap_or_default();
            let title = before.trim_end();
            // "run()" is a name; " (3.11)" alone too.
            return if title.is_empty() || title.len() == before.len() { name } else { title };
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::matrix_name;

    #[test]
    fn values_go_and_names_stay() {
        for (name, expected) in [
            ("test (ubuntu-latest, 3.11)", "test"),
            ("test (a (b), c)", "test"),
            ("build", "build"),
            ("", ""),
            ("(only)", "(only)"),
            (" (only)", " (only)"),
            ("call()", "call()"),
            ("unit) (x", "unit) (x"),
            ("odd) (x)", "odd)"),
            ("odd (x))", "odd (x))"),
            ("ci / test (linux)", "ci / test"),
            ("täst (größe)", "täst"),
            ("a)", "a)"),
        ] {
            assert_eq!(matrix_name(name), expected, "{name}");
        }
    }
}
