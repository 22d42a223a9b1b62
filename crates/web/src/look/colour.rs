//! Colours of the brand and the arithmetic of contrast.
//!
//! Contrast is the ratio of WCAG 2.2 (success criteria 1.4.3 and 1.4.11) over sRGB relative luminance.

use std::fmt;

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    /// White.
    pub const WHITE: Self = Self::rgb(255, 255, 255);
    /// The near-black that stands on light accents.
    pub const INK: Self = Self::rgb(10, 14, 16);

    /// A colour from its three channels.
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Reads `#rrggbb`; nothing else is accepted, so that what stands in the settings is what is checked.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self::rgb(channel(0)?, channel(2)?, channel(4)?))
    }

    /// The contrast ratio with another colour, 1.0 to 21.0.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// This colour moved towards another: 0.0 is this one, 1.0 the other.
    pub(crate) fn mix(self, other: Self, share: f64) -> Self {
        let blend = |from: u8, to: u8| {
            let mixed = f64::from(from) + (f64::from(to) - f64::from(from)) * share;
            // In range by construction: a mean of two bytes.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let byte = mixed.round() as u8;
            byte
        };
        Self::rgb(blend(self.red, other.red), blend(self.green, other.green), blend(self.blue, other.blue))
    }

    /// Moves towards `pole` in small steps until the contrast with `ground` is at least `ratio`.
    pub(crate) fn until(self, pole: Self, ground: Self, ratio: f64) -> Self {
        (0..=50_u8)
            .map(|step| self.mix(pole, f64::from(step) / 50.0))
            .find(|candidate| candidate.contrast(ground) >= ratio)
            .unwrap_or(pole)
    }

    /// A light colour of the same hue: the channels stretched to the full range, half-way to white.
    pub(crate) fn bright(self) -> Self {
        let top = self.red.max(self.green).max(self.blue);
        if top == 0 {
            return Self::WHITE;
        }
        // In range: a channel is at most `top`.
        #[allow(clippy::cast_possible_truncation)]
        let stretched = |channel: u8| (u16::from(channel) * 255 / u16::from(top)) as u8;
        Self::rgb(stretched(self.red), stretched(self.green), stretched(self.blue)).mix(Self::WHITE, 0.5)
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_matches_the_known_ratios_of_wcag() {
        let black = Colour::rgb(0, 0, 0);
        assert!((Colour::WHITE.contrast(black) - 21.0).abs() < 1e-9);
        let grey = Colour::parse("#767676").unwrap();
        assert!((grey.contrast(Colour::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        assert_eq!(Colour::parse("#0B5563").unwrap().to_string(), "#0b5563");
        for wrong in ["0b5563", "#0b556", "#0b55631", "#0b556g", "#0b55é", "teal", ""] {
            assert!(Colour::parse(wrong).is_none(), "{wrong}");
        }
    }
}
