//! Tables as comma-separated values (RFC 4180), safe to open in a spreadsheet.

/// What makes a spreadsheet take a cell for a formula.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Lines of cells as one text with CRLF at the end of each line. A cell that a spreadsheet would run as a formula gets
/// an apostrophe before it, unless it is a number: texts may come from anybody who can name a branch.
pub fn text(lines: &[Vec<&str>]) -> String {
    let mut text = String::new();
    for line in lines {
        for (position, cell) in line.iter().enumerate() {
            if position > 0 {
                text.push(',');
            }
            push_cell(&mut text, cell);
        }
        text.push_str("\r\n");
    }
    text
}

fn push_cell(text: &mut String, cell: &str) {
    let is_formula = cell.starts_with(FORMULA_STARTS) && cell.parse::<f64>().is_err();
    let guard = if is_formula { "'" } else { "" };
    if cell.contains(['"', ',', '\n', '\r']) || is_formula {
        text.push('"');
        text.push_str(guard);
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let check = |cells: &[&str], expected: &str| assert_eq!(text(&[cells.to_vec()]), format!("{expected}\r\n"));
        check(&["a", "b c", "-4.5"], "a,b c,-4.5");
        check(&["a,b", "say \"x\"", "two\nlines"], "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"");
        check(&["=HYPERLINK(1)", "@x", "-x"], "\"'=HYPERLINK(1)\",\"'@x\",\"'-x\"");
        check(&[], "");
        assert_eq!(text(&[]), "");
    }
}
