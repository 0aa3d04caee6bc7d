//! Checks of what clients send, in words that name the field and the limit.

use hindsight_domain::{Timestamp, limits};

use crate::error::ApiError;

/// Letters of an id or a name that a client gives.
pub(crate) const NAME_CHARS: usize = 200;

/// The largest whole number that every client can write exactly.
pub(crate) const MAX_INTEGER: i64 = (1 << 53) - 1;
/// The same where there is no negative one.
pub(crate) const MAX_OFFSET: u64 = MAX_INTEGER as u64;

/// Refuses a text that is empty or has more than `max` letters.
pub(crate) fn text(field: &str, text: &str, max: usize) -> Result<(), ApiError> {
    if text.is_empty() {
        return Err(ApiError::invalid(format!("`{field}` is empty")));
    }
    at_most(field, text, max)
}

/// Refuses a text that has more than `max` letters.
pub(crate) fn at_most(field: &str, text: &str, max: usize) -> Result<(), ApiError> {
    let chars = text.chars().count();
    if chars > max {
        return Err(ApiError::invalid(format!("`{field}` has {chars} characters; the limit is {max}")));
    }
    Ok(())
}

/// The same for a text that may be absent.
pub(crate) fn maybe(field: &str, given: Option<&str>, max: usize) -> Result<(), ApiError> {
    given.map_or(Ok(()), |text| at_most(field, text, max))
}

/// Refuses tags that are too many or too long.
pub(crate) fn tags<'a>(tags: impl ExactSizeIterator<Item = &'a str>) -> Result<(), ApiError> {
    if tags.len() > limits::TAGS {
        return Err(ApiError::invalid(format!(
            "`tags` has {} entries; the limit is {}",
            tags.len(),
            limits::TAGS
        )));
    }
    let mut tags = tags;
    tags.try_for_each(|tag| at_most("tags", tag, limits::TAG_CHARS))
}

/// A time in a query: RFC 3339, a date, or milliseconds since 1970.
pub(crate) fn time(field: &str, given: Option<&str>) -> Result<Option<Timestamp>, ApiError> {
    let Some(text) = given.filter(|text| !text.is_empty()) else { return Ok(None) };
    let time = match text.parse::<f64>() {
        Ok(millis) if millis.is_finite() => Timestamp::from_fraction(millis),
        Ok(_) => text.parse(),
        // A `+` of an offset that was not escaped comes as a space.
        Err(_) => text.parse().or_else(|error| text.replace(' ', "+").parse().map_err(|_| error)),
    };
    time.map(Some).map_err(|error| ApiError::invalid(format!("`{field}`: {error}")))
}

/// The same for the end of a range: a date alone means all of that day.
pub(crate) fn end_time(field: &str, given: Option<&str>) -> Result<Option<Timestamp>, ApiError> {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    let is_date = given.is_some_and(|text| text.len() == "2026-01-31".len() && text.contains('-'));
    Ok(time(field, given)?.map(|time| if is_date { time.plus(DAY_MS - 1) } else { time }))
}

/// A number of a query within its range, or what holds without one.
pub(crate) fn within<T: PartialOrd + std::fmt::Display + Copy>(
    field: &str,
    given: Option<T>,
    usual: T,
    min: T,
    max: T,
) -> Result<T, ApiError> {
    let number = given.unwrap_or(usual);
    if number < min || number > max {
        return Err(ApiError::invalid(format!("`{field}` is {number}; it must be {min} to {max}")));
    }
    Ok(number)
}
