//! GitHub's price list and the labels that name its runners. Dated facts, no arithmetic: whoever changes a number here
//! says from when it holds.

/// 2026-01-01T00:00:00Z: the newer prices hold for jobs that start from here on.
const NEWER_PRICES_FROM: u32 = 1_767_225_600;

/// What a minute on one kind of GitHub's runners costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunnerPrice {
    /// GitHub's name of the kind in its price list.
    pub sku: &'static str,
    /// US dollars a minute until 2025-12-31; `None` where the list of that time is not known.
    pub until_2025: Option<f64>,
    /// US dollars a minute since 2026-01-01.
    pub since_2026: f64,
    /// A standard runner: free for public repositories. Larger runners are never free.
    pub is_standard: bool,
}

const fn standard(sku: &'static str, until_2025: Option<f64>, since_2026: f64) -> RunnerPrice {
    RunnerPrice { sku, until_2025, since_2026, is_standard: true }
}

const fn larger(sku: &'static str, since_2026: f64) -> RunnerPrice {
    RunnerPrice { sku, until_2025: None, since_2026, is_standard: false }
}

/// GitHub's price list for Actions runners, standard ones first.
pub const RUNNER_PRICES: &[RunnerPrice] = &[
    standard("linux_slim", Some(0.002), 0.002),
    standard("linux", Some(0.008), 0.006),
    standard("linux_2_core_arm", None, 0.005),
    standard("windows", Some(0.016), 0.010),
    standard("windows_2_core_arm", None, 0.008),
    standard("macos", Some(0.080), 0.062),
    larger("linux_2_core_advanced", 0.006),
    larger("linux_4_core", 0.012),
    larger("linux_8_core", 0.022),
    larger("linux_16_core", 0.042),
    larger("linux_32_core", 0.082),
    larger("linux_64_core", 0.162),
    larger("linux_96_core", 0.252),
    larger("windows_4_core", 0.022),
    larger("windows_8_core", 0.042),
    larger("windows_16_core", 0.082),
    larger("windows_32_core", 0.162),
    larger("windows_64_core", 0.322),
    larger("windows_96_core", 0.552),
    larger("macos_l", 0.077),
    larger("linux_4_core_arm", 0.008),
    larger("linux_8_core_arm", 0.014),
    larger("linux_16_core_arm", 0.026),
    larger("linux_32_core_arm", 0.050),
    larger("linux_64_core_arm", 0.098),
    larger("windows_4_core_arm", 0.014),
    larger("windows_8_core_arm", 0.026),
    larger("windows_16_core_arm", 0.050),
    larger("windows_32_core_arm", 0.098),
    larger("windows_64_core_arm", 0.194),
    larger("macos_xl", 0.102),
    larger("linux_4_core_gpu", 0.052),
    larger("windows_4_core_gpu", 0.102),
];

impl RunnerPrice {
    /// US dollars a minute for a job that started then (seconds since 1970).
    pub fn dollars_per_minute(&self, started_seconds: u32) -> Option<f64> {
        if started_seconds >= NEWER_PRICES_FROM { Some(self.since_2026) } else { self.until_2025 }
    }
}

/// Position in [`RUNNER_PRICES`] of a kind.
pub(super) fn price_position(sku: &str) -> Option<usize> {
    RUNNER_PRICES.iter().position(|price| price.sku == sku)
}

/// The kind of runner that a label in lower case names. Larger Linux and Windows runners bear labels of their owner's
/// choice, which no table can know.
pub(super) fn sku_of_label(label: &str) -> Option<&'static str> {
    let sku = match label {
        "ubuntu-slim" => "linux_slim",
        "ubuntu-latest" | "ubuntu-26.04" | "ubuntu-24.04" | "ubuntu-22.04" => "linux",
        "ubuntu-24.04-arm" | "ubuntu-22.04-arm" => "linux_2_core_arm",
        "windows-latest" | "windows-2025" | "windows-2022" | "windows-2025-vs2026" => "windows",
        "windows-11-arm" => "windows_2_core_arm",
        "macos-latest" | "macos-14" | "macos-15" | "macos-26" | "macos-15-intel" | "macos-26-intel" => "macos",
        _ => {
            let (version, size) = label.strip_prefix("macos-")?.rsplit_once('-')?;
            match size {
                "large" if !version.is_empty() => "macos_l",
                "xlarge" if !version.is_empty() => "macos_xl",
                _ => return None,
            }
        }
    };
    Some(sku)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_change_with_the_year() {
        let check = |sku: &str, before: Option<f64>, after: f64| {
            let price = &RUNNER_PRICES[price_position(sku).unwrap()];
            assert_eq!(price.dollars_per_minute(NEWER_PRICES_FROM - 1), before, "{sku}");
            assert_eq!(price.dollars_per_minute(NEWER_PRICES_FROM), Some(after), "{sku}");
        };
        check("linux_slim", Some(0.002), 0.002);
        check("linux", Some(0.008), 0.006);
        check("linux_2_core_arm", None, 0.005);
        check("windows", Some(0.016), 0.010);
        check("windows_2_core_arm", None, 0.008);
        check("macos", Some(0.080), 0.062);
        check("macos_l", None, 0.077);
        check("macos_xl", None, 0.102);
        check("linux_96_core", None, 0.252);
        check("windows_4_core_gpu", None, 0.102);
    }

    #[test]
    fn labels_name_kinds() {
        let cases = [
            ("linux_slim", "ubuntu-slim"),
            ("linux", "ubuntu-latest ubuntu-26.04 ubuntu-24.04 ubuntu-22.04"),
            ("linux_2_core_arm", "ubuntu-24.04-arm ubuntu-22.04-arm"),
            ("windows", "windows-latest windows-2025 windows-2022 windows-2025-vs2026"),
            ("windows_2_core_arm", "windows-11-arm"),
            ("macos", "macos-latest macos-14 macos-15 macos-26 macos-15-intel macos-26-intel"),
            ("macos_l", "macos-latest-large macos-13-large macos-14-large"),
            ("macos_xl", "macos-latest-xlarge macos-14-xlarge"),
        ];
        for (sku, labels) in cases {
            for label in labels.split(' ') {
                assert_eq!(sku_of_label(label), Some(sku), "{label}");
            }
            assert!(price_position(sku).is_some(), "{sku}");
        }
        for label in ["", "ubuntu-22.04-8core", "self-hosted", "macos--large", "macos-large", "macos-12-huge", "gpu"] {
            assert_eq!(sku_of_label(label), None, "{label}");
        }
    }

    #[test]
    fn each_kind_is_listed_once_with_a_price() {
        for (position, price) in RUNNER_PRICES.iter().enumerate() {
            assert_eq!(price_position(price.sku), Some(position));
            assert!(price.since_2026 > 0.0 && price.until_2025.is_none_or(|dollars| dollars >= price.since_2026));
        }
    }
}
