//! What else a least-squares line says: its errors, its forecasts, whether its residuals are alike, and errors that
//! forgive them for it.

use super::describe::{all_finite, at, finite, sum};
use super::distribution::{normal_sf, student_critical, student_two_sided};
use super::{Lack, Line, mean, ols};

/// A line with everything its residuals tell.
#[derive(Clone, Debug, PartialEq)]
pub struct LineDetails {
    /// The line.
    pub line: Line,
    /// Correlation of x and y; 0 where y does not vary.
    pub correlation: f64,
    /// Share of the variance explained, less what chance explains.
    pub adjusted_r_squared: f64,
    /// Standard error of the intercept.
    pub intercept_error: f64,
    /// Slope over its error; `None` where the error is 0.
    pub t: Option<f64>,
    /// Standard deviation of the residuals.
    pub deviation: f64,
    /// Durbin and Watson: 2 for residuals that have nothing in common; `None` on an exact line.
    pub durbin_watson: Option<f64>,
    count: f64,
    mean_x: f64,
    sxx: f64,
    residuals: Vec<f64>,
    centred: Vec<f64>,
}

/// A value read off a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinePoint {
    /// The line's value.
    pub mean: f64,
    /// 95 % interval of the line.
    pub mean_interval: (f64, f64),
    /// 95 % interval of a new value.
    pub interval: (f64, f64),
}

/// [`ols`] with details. Needs three points.
pub fn line_details(x: &[f64], y: &[f64]) -> Result<LineDetails, Lack> {
    let line = ols(x, y)?;
    Lack::unless_enough(x.len(), 3)?;
    let count = x.len() as f64;
    let mean_x = mean(x).ok_or_else(|| Lack::undefined("the numbers are too large"))?;
    let centred: Vec<f64> = x.iter().map(|x| x - mean_x).collect();
    let residuals: Vec<f64> = x.iter().zip(y).map(|(x, y)| y - line.intercept - line.slope * x).collect();
    all_finite(&residuals)?;
    let sxx = sum(centred.iter().map(|x| x * x));
    let slope_error = line.slope_error.unwrap_or_default();
    let deviation = finite(slope_error * sxx.sqrt())?;
    let squares = sum(residuals.iter().map(|e| e * e));
    let jumps = sum(residuals.iter().zip(residuals.iter().skip(1)).map(|(a, b)| (b - a) * (b - a)));
    Ok(LineDetails {
        correlation: line.r_squared.sqrt().copysign(line.slope),
        adjusted_r_squared: 1.0 - (1.0 - line.r_squared) * (count - 1.0) / (count - 2.0),
        intercept_error: finite(deviation * (1.0 / count + mean_x * mean_x / sxx).sqrt())?,
        t: (slope_error > 0.0).then(|| line.slope / slope_error).filter(|t| t.is_finite()),
        deviation,
        durbin_watson: (deviation > 0.0).then(|| jumps / squares).filter(|value| value.is_finite()),
        count,
        mean_x,
        sxx,
        residuals,
        centred,
        line,
    })
}

impl LineDetails {
    /// The line at `x`, with 95 % intervals.
    pub fn at(&self, x: f64) -> Result<LinePoint, Lack> {
        let value = finite(self.line.intercept + self.line.slope * x)?;
        let distance = (x - self.mean_x) * (x - self.mean_x) / self.sxx;
        let critical = student_critical(0.05, self.count - 2.0).unwrap_or_default();
        let half = finite(critical * self.deviation * (1.0 / self.count + distance).sqrt())?;
        let wide = finite(critical * self.deviation * (1.0 + 1.0 / self.count + distance).sqrt())?;
        let around = |half: f64| (value - half, value + half);
        Ok(LinePoint { mean: value, mean_interval: around(half), interval: around(wide) })
    }

    /// Newey and West's error of the slope with Bartlett weights over `lags` lags (as many as
    /// [`newey_west_lags`] says, where `None`). Too small on short correlated series.
    pub fn newey_west(&self, lags: Option<usize>) -> Result<RobustSlope, Lack> {
        let lags = lags.unwrap_or_else(|| newey_west_lags(self.residuals.len()));
        let moments: Vec<f64> = self.residuals.iter().zip(&self.centred).map(|(e, x)| e * x).collect();
        let product = |lag: usize| sum(moments.iter().zip(moments.iter().skip(lag)).map(|(a, b)| a * b));
        let weighted = (1..=lags).map(|lag| 2.0 * (1.0 - lag as f64 / (lags as f64 + 1.0)) * product(lag));
        let error = finite((product(0) + sum(weighted)).max(0.0).sqrt() / self.sxx)?;
        if error <= 0.0 {
            return Err(Lack::NoVariation);
        }
        let z = finite(self.line.slope / error)?;
        let p_normal = (2.0 * normal_sf(z.abs())).min(1.0);
        Ok(RobustSlope { lags, error, z, p_normal, p_student: student_two_sided(z, self.count - 2.0) })
    }

    /// The residuals in their order.
    pub fn residual(&self, position: usize) -> f64 {
        at(&self.residuals, position)
    }
}

/// A slope's error that forgives autocorrelation.
#[derive(Clone, Debug, PartialEq)]
pub struct RobustSlope {
    /// Lags taken up.
    pub lags: usize,
    /// Standard error of the slope.
    pub error: f64,
    /// Slope over error.
    pub z: f64,
    /// Two-sided p from the normal distribution.
    pub p_normal: f64,
    /// Two-sided p from Student's t with n − 2 degrees of freedom.
    pub p_student: f64,
}

/// ⌊4·(n/100)^(2/9)⌋.
pub fn newey_west_lags(count: usize) -> usize {
    (4.0 * (count as f64 / 100.0).powf(2.0 / 9.0)).floor() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_off_the_line() {
        let details = line_details(&[0.0, 1.0, 2.0, 3.0], &[1.0, 2.0, 2.0, 4.0]).unwrap();
        let point = details.at(1.5).unwrap();
        assert!((point.mean - 2.25).abs() < 1e-12);
        assert!(point.interval.0 < point.mean_interval.0 && point.mean_interval.1 < point.interval.1);
        assert!(details.newey_west(None).unwrap().error > 0.0 && details.residual(9).abs() < 1e-300);
        let flat = line_details(&[0.0, 1.0, 2.0], &[1.0; 3]).unwrap();
        assert_eq!((flat.t, flat.durbin_watson), (None, None));
        assert_eq!(flat.newey_west(None), Err(Lack::NoVariation));
        assert!(line_details(&[0.0, 1.0], &[1.0, 2.0]).is_err());
    }
}
