//! Small systems of linear equations.

/// Solves `matrix · x = right` by elimination with pivoting; `None` where the matrix is singular or not square. Time
/// grows with the cube of the size.
pub(super) fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    if matrix.len() != size || matrix.iter().any(|row| row.len() != size) {
        return None;
    }
    let scale = matrix.iter().flatten().fold(0.0_f64, |most, value| most.max(value.abs()));
    for column in 0..size {
        let size_at = |row: &usize| matrix.get(*row).and_then(|row| row.get(column)).map_or(0.0, |value| value.abs());
        let pivot = (column..size).max_by(|a, b| size_at(a).total_cmp(&size_at(b)))?;
        if size_at(&pivot).is_nan() || size_at(&pivot) <= 1e-13 * scale {
            return None;
        }
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        let (upper, lower) = matrix.split_at_mut(column + 1);
        let (right_upper, right_lower) = right.split_at_mut(column + 1);
        let (pivot_row, pivot_right) = (upper.last()?, right_upper.last()?);
        let pivot = pivot_row.get(column)?;
        for (row, value) in lower.iter_mut().zip(right_lower) {
            let factor = row.get(column)? / pivot;
            let (cells, above) = (row.get_mut(column..)?, pivot_row.get(column..)?);
            cells.iter_mut().zip(above).for_each(|(cell, above)| *cell -= factor * above);
            *value -= factor * pivot_right;
        }
    }
    let mut solution = vec![0.0; size];
    for row in (0..size).rev() {
        let cells = matrix.get(row)?;
        let known: f64 = cells.iter().zip(&solution).skip(row + 1).map(|(cell, x)| cell * x).sum();
        *solution.get_mut(row)? = (right.get(row)? - known) / cells.get(row)?;
    }
    solution.iter().all(|value| value.is_finite()).then_some(solution)
}

/// Coefficients of `right` on the rows of a design by least squares, and the squares left over.
pub(super) fn least_squares(rows: &[Vec<f64>], right: &[f64]) -> Option<(Vec<f64>, f64)> {
    let width = rows.first()?.len();
    let mut matrix = vec![vec![0.0; width]; width];
    let mut products = vec![0.0; width];
    for (row, value) in rows.iter().zip(right) {
        for ((cells, product), x) in matrix.iter_mut().zip(&mut products).zip(row) {
            cells.iter_mut().zip(row).for_each(|(cell, other)| *cell += x * other);
            *product += x * value;
        }
    }
    let coefficients = solve(matrix, products)?;
    let left = rows.iter().zip(right).map(|(row, value)| {
        let fitted: f64 = row.iter().zip(&coefficients).map(|(x, b)| x * b).sum();
        (value - fitted) * (value - fitted)
    });
    let squares = left.sum();
    Some((coefficients, squares))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_and_refuses() {
        let found = solve(vec![vec![0.0, 2.0], vec![4.0, 1.0]], vec![6.0, 11.0]).unwrap();
        assert_eq!(found, [2.0, 3.0]);
        assert_eq!(solve(vec![vec![1.0, 2.0], vec![2.0, 4.0]], vec![1.0, 2.0]), None);
        assert_eq!(solve(vec![vec![f64::NAN]], vec![1.0]), None);
        assert_eq!(solve(vec![], vec![]), Some(vec![]));
        let (line, left) = least_squares(&[vec![1.0, 0.0], vec![1.0, 1.0], vec![1.0, 2.0]], &[1.0, 3.0, 5.0]).unwrap();
        assert!((line[0] - 1.0).abs() < 1e-12 && (line[1] - 2.0).abs() < 1e-12 && left < 1e-20);
    }
}
