//! Fewer points that draw the same picture. Works on pixels, after scaling; keeps every extreme.

/// M4: of each pixel column the first, lowest, highest and last point, in their order. Draws the same line as all
/// points do when `pixels_per_unit` is the number of device pixels of one unit. `points` ascend by x.
pub fn line(points: &[(f64, f64)], pixels_per_unit: f64) -> Vec<(f64, f64)> {
    let mut kept = Vec::with_capacity(points.len().min(4_096));
    let column = |point: &(f64, f64)| (point.0 * pixels_per_unit).floor() as i64;
    for group in points.chunk_by(|a, b| column(a) == column(b)) {
        let extreme = |sign: f64| {
            let higher = |a: &usize, b: &usize| {
                let y = |index: usize| group.get(index).map_or(f64::NEG_INFINITY, |point| sign * point.1);
                y(*a).total_cmp(&y(*b))
            };
            (0..group.len()).max_by(higher).unwrap_or_default()
        };
        let mut chosen = [0, extreme(-1.0), extreme(1.0), group.len() - 1];
        chosen.sort_unstable();
        let mut last = None;
        for index in chosen {
            if last != Some(index) {
                kept.extend(group.get(index));
            }
            last = Some(index);
        }
    }
    kept
}

/// Of points that fall into the same square of `cell` pixels only the last one, which is the one drawn on top; and of
/// each column of squares the lowest and highest point exactly. Answers with positions in `points`, ascending.
/// Points that are not finite are dropped.
pub fn scatter(points: &[(f64, f64)], cell: f64) -> Vec<usize> {
    let cell = if cell.is_finite() && cell > 0.0 { cell } else { 1.0 };
    let square = |value: f64| (value / cell).floor() as i64;
    let mut order: Vec<(i64, i64, usize)> = points
        .iter()
        .enumerate()
        .filter(|(_, (x, y))| x.is_finite() && y.is_finite())
        .map(|(index, &(x, y))| (square(x), square(y), index))
        .collect();
    order.sort_unstable();
    let mut kept = Vec::with_capacity(order.len().min(8_192));
    for column in order.chunk_by(|a, b| a.0 == b.0) {
        kept.extend(column.chunk_by(|a, b| a.1 == b.1).filter_map(<[_]>::last).map(|&(_, _, index)| index));
        let y = |index: usize| points.get(index).map_or(0.0, |point| point.1);
        let indices = || column.iter().map(|&(_, _, index)| index);
        kept.extend(indices().max_by(|&a, &b| y(a).total_cmp(&y(b))));
        kept.extend(indices().min_by(|&a, &b| y(a).total_cmp(&y(b))));
    }
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// The stretches of a series between its gaps, each with its values as `(position, value)`; values that are not
/// finite are gaps too.
pub fn runs(values: impl IntoIterator<Item = Option<f64>>) -> Vec<Vec<(usize, f64)>> {
    let mut runs = Vec::new();
    let mut run = Vec::new();
    for (position, value) in values.into_iter().enumerate() {
        match value.filter(|value| value.is_finite()) {
            Some(value) => run.push((position, value)),
            None if run.is_empty() => {}
            None => runs.push(core::mem::take(&mut run)),
        }
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_column_keeps_first_lowest_highest_and_last() {
        let check = |points: &[(f64, f64)], ratio: f64, expected: &[(f64, f64)]| {
            assert_eq!(line(points, ratio), expected);
        };
        check(&[], 1.0, &[]);
        check(&[(0.0, 5.0)], 1.0, &[(0.0, 5.0)]);
        check(
            &[(0.0, 5.0), (0.1, 9.0), (0.2, 6.0), (0.3, 1.0), (0.4, 4.0), (0.5, 5.0), (1.0, 2.0)],
            1.0,
            &[(0.0, 5.0), (0.1, 9.0), (0.3, 1.0), (0.5, 5.0), (1.0, 2.0)],
        );
        check(&[(0.0, 1.0), (0.5, 2.0), (1.0, 3.0)], 2.0, &[(0.0, 1.0), (0.5, 2.0), (1.0, 3.0)]);
    }

    #[test]
    fn gaps_split_a_series() {
        let check = |values: &[Option<f64>], expected: &[&[usize]]| {
            let positions: Vec<Vec<usize>> =
                runs(values.iter().copied()).iter().map(|run| run.iter().map(|value| value.0).collect()).collect();
            assert_eq!(positions, expected, "{values:?}");
        };
        check(&[], &[]);
        check(&[None, None], &[]);
        check(&[Some(1.0), None, Some(2.0), Some(3.0), Some(f64::NAN)], &[&[0], &[2, 3]]);
    }

    proptest! {
        #[test]
        fn a_line_keeps_its_extremes(ys in prop::collection::vec(-100.0..100.0_f64, 1..400)) {
            let points: Vec<_> = ys.iter().enumerate().map(|(index, &y)| (index as f64 / 50.0, y)).collect();
            let kept = line(&points, 1.0);
            prop_assert!(kept.len() <= 4 * 9);
            let top = |points: &[(f64, f64)]| points.iter().map(|point| point.1).fold(f64::MIN, f64::max);
            let bottom = |points: &[(f64, f64)]| points.iter().map(|point| point.1).fold(f64::MAX, f64::min);
            prop_assert_eq!((top(&kept), bottom(&kept)), (top(&points), bottom(&points)));
            prop_assert_eq!((kept.first(), kept.last()), (points.first(), points.last()));
        }

        #[test]
        fn a_scatter_keeps_its_extremes_and_covers_every_square(
            points in prop::collection::vec((0.0..300.0_f64, 0.0..100.0_f64), 0..600),
        ) {
            let kept = scatter(&points, 4.0);
            prop_assert!(kept.windows(2).all(|pair| pair[0] < pair[1]));
            let square = |point: (f64, f64)| ((point.0 / 4.0).floor() as i64, (point.1 / 4.0).floor() as i64);
            for &point in &points {
                prop_assert!(kept.iter().any(|&index| square(points[index]) == square(point)));
            }
            let top = points.iter().map(|point| point.1).fold(f64::MIN, f64::max);
            prop_assert!(points.is_empty() || kept.iter().any(|&index| points[index].1 >= top));
        }
    }
}
