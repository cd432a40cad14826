//! Times and durations for sentences.

use chrono::{DateTime, Datelike, Timelike, Utc};

use crate::prelude::*;

/// Seconds from which on a number is read as milliseconds: the year 5138.
const MILLISECONDS_FROM: f64 = 100_000_000_000.0;

/// Of the Gregorian calendar, on average.
const SECONDS_OF_A_YEAR: f64 = 31_556_952.0;

/// Whether a time is so far away that it must be in milliseconds.
pub(super) fn is_milliseconds(time: f64) -> bool {
    time.abs() >= MILLISECONDS_FROM
}

/// The year of a time in seconds, as far as a calendar goes.
pub(super) fn year(seconds: f64) -> String {
    match moment(seconds) {
        Some(moment) => moment.year().to_string(),
        None => whole(1970.0 + seconds / SECONDS_OF_A_YEAR).to_string(),
    }
}

/// `2026-11-27 22:46:00 UTC`.
pub(super) fn utc(seconds: f64) -> String {
    // Field by field, because a format string would bring its interpreter along.
    match moment(seconds) {
        Some(moment) => format!(
            "{}-{:02}-{:02} {:02}:{:02}:{:02} UTC",
            moment.year(),
            moment.month(),
            moment.day(),
            moment.hour(),
            moment.minute(),
            moment.second()
        ),
        None => format!("second {}", whole(seconds)),
    }
}

#[allow(clippy::cast_possible_truncation)] // saturates, far beyond any calendar
fn whole(number: f64) -> i64 {
    number.floor() as i64
}

fn moment(seconds: f64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(whole(seconds), 0)
}

/// The two largest units: `3 h 12 min`.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // durations that do not fit are centuries
pub(super) fn duration(seconds: f64) -> String {
    const UNITS: [(u64, &str); 5] = [
        (31_556_952, "years"),
        (86_400, "d"),
        (3_600, "h"),
        (60, "min"),
        (1, "s"),
    ];
    let mut rest = seconds.abs().ceil() as u64;
    let mut parts = Vec::new();
    for (length, name) in UNITS {
        if rest >= length || (parts.is_empty() && length == 1) {
            parts.push(format!("{} {name}", rest / length));
            rest %= length;
        } else if !parts.is_empty() {
            break;
        }
        if parts.len() == 2 {
            break;
        }
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_durations_and_dates() {
        assert_eq!(duration(11_520.0), "3 h 12 min");
        assert_eq!(duration(0.0), "0 s");
        assert_eq!(duration(-59.2), "1 min");
        assert_eq!(duration(86_400.0), "1 d");
        assert_eq!(duration(86_405.0), "1 d");
        assert_eq!(utc(1_700_000_000.0), "2023-11-14 22:13:20 UTC");
        assert_eq!(year(1_700_000_000_000.0), "55840");
        assert!(is_milliseconds(1_700_000_000_000.0) && !is_milliseconds(4_102_444_800.0));
        assert!(utc(f64::MAX).starts_with("second"));
    }
}
