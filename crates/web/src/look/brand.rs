//! The operator's brand: names, help desk, one accent colour and perhaps a logo.
//!
//! The accent reaches the pages as a small stylesheet of custom properties (`Brand::stylesheet`), because the
//! content security policy allows no inline style. Everything derived from the accent is checked here once,
//! at start: a colour that people cannot read on is a complaint, not a page.

use std::fmt::Write as _;

use super::assets::fingerprint;
use super::colour::Colour;

const LIGHT_GROUND: Colour = Colour::rgb(243, 245, 246);
const DARK_SURFACE: Colour = Colour::rgb(27, 34, 38);
const TEXT_RATIO: f64 = 4.5;
const CONTROL_RATIO: f64 = 3.0;

/// What the settings say about the brand.
#[derive(Clone, Debug)]
pub struct BrandSettings {
    /// The name that users know the portal by.
    pub product: String,
    /// The organisation that runs it.
    pub organisation: String,
    /// The accent colour as `#rrggbb`.
    pub accent: String,
    /// The logo, when the operator has one.
    pub logo: Option<LogoFile>,
    /// The organisation's address on letters, line by line.
    pub address: Vec<String>,
    /// The help desk's telephone number as it is to be read.
    pub help_desk_phone: String,
    /// The help desk's mail address.
    pub help_desk_mail: String,
    /// One sentence about the help desk, for example its hours.
    pub help_desk_text: String,
}

impl Default for BrandSettings {
    fn default() -> Self {
        Self {
            product: "Poortwachter".to_owned(),
            organisation: String::new(),
            accent: "#0b5563".to_owned(),
            logo: None,
            address: Vec::new(),
            help_desk_phone: String::new(),
            help_desk_mail: String::new(),
            help_desk_text: String::new(),
        }
    }
}

/// A logo as read from the operator's file; it is served as an image and never as markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogoFile {
    /// An SVG file.
    Svg(Vec<u8>),
    /// A PNG file.
    Png(Vec<u8>),
}

impl LogoFile {
    fn parts(&self) -> (&'static str, &'static str, &[u8]) {
        match self {
            Self::Svg(bytes) => ("svg", "image/svg+xml", bytes),
            Self::Png(bytes) => ("png", "image/png", bytes),
        }
    }
}

/// Why a brand cannot be used; said at start and by `check`.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BrandComplaint {
    /// The accent is not written as `#rrggbb`.
    #[error("the accent colour is {found:?}; write it as #rrggbb, for example #0b5563")]
    NotAColour {
        /// What stood there.
        found: String,
    },
    /// Neither white nor near-black text can be read on the accent.
    #[error(
        "text on the accent colour {accent} reaches a contrast of {found:.2}:1 and needs {needed}:1; choose a darker or a lighter colour"
    )]
    ButtonText {
        /// The accent.
        accent: Colour,
        /// The better ratio of the two.
        found: f64,
        /// The ratio that WCAG 1.4.3 asks.
        needed: f64,
    },
    /// The accent can hardly be seen on the light ground.
    #[error(
        "the accent colour {accent} on the light page reaches a contrast of {found:.2}:1 and needs {needed}:1; choose a darker colour"
    )]
    Control {
        /// The accent.
        accent: Colour,
        /// The ratio found.
        found: f64,
        /// The ratio that WCAG 1.4.11 asks.
        needed: f64,
    },
    /// The product has no name.
    #[error("the product's name is empty; give the name that your users know")]
    NoName,
}

/// A brand that was checked.
#[derive(Clone, Debug)]
pub struct Brand {
    /// The name that users know the portal by.
    pub product: String,
    /// The organisation that runs it; the product's name when the settings give none.
    pub organisation: String,
    /// The accent colour.
    pub accent: Colour,
    /// The organisation's address on letters, line by line; perhaps none.
    pub address: Vec<String>,
    /// The help desk's telephone number, perhaps empty.
    pub help_desk_phone: String,
    /// The help desk's mail address, perhaps empty.
    pub help_desk_mail: String,
    /// One sentence about the help desk, perhaps empty.
    pub help_desk_text: String,
    logo: Option<(String, LogoFile)>,
    stylesheet: String,
    stylesheet_name: String,
}

impl Brand {
    /// Checks the settings and derives both colour schemes.
    pub fn new(settings: BrandSettings) -> Result<Self, BrandComplaint> {
        let product = settings.product.trim().to_owned();
        if product.is_empty() {
            return Err(BrandComplaint::NoName);
        }
        let Some(accent) = Colour::parse(settings.accent.trim()) else {
            return Err(BrandComplaint::NotAColour { found: settings.accent });
        };
        let stylesheet = stylesheet(accent)?;
        let organisation = match settings.organisation.trim() {
            "" => product.clone(),
            name => name.to_owned(),
        };
        let logo = settings.logo.map(|logo| {
            let (ending, _, bytes) = logo.parts();
            (format!("logo-{}.{ending}", fingerprint(bytes)), logo)
        });
        Ok(Self {
            product,
            organisation,
            accent,
            address: settings.address,
            help_desk_phone: settings.help_desk_phone,
            help_desk_mail: settings.help_desk_mail,
            help_desk_text: settings.help_desk_text,
            logo,
            stylesheet_name: format!("brand-{}.css", fingerprint(stylesheet.as_bytes())),
            stylesheet,
        })
    }

    /// The custom properties of this brand as a stylesheet.
    pub fn stylesheet(&self) -> &str {
        &self.stylesheet
    }

    /// The stylesheet's file name, with a fingerprint of its content.
    pub fn stylesheet_name(&self) -> &str {
        &self.stylesheet_name
    }

    /// The address of the stylesheet.
    pub fn stylesheet_url(&self) -> String {
        format!("/assets/{}", self.stylesheet_name)
    }

    /// The address of the operator's logo, when there is one.
    pub fn logo_url(&self) -> Option<String> {
        self.logo.as_ref().map(|(name, _)| format!("/assets/{name}"))
    }

    /// A file of the brand by its name under `/assets/`: content type and bytes, never changing under that name.
    pub fn find(&self, name: &str) -> Option<(&'static str, &[u8])> {
        if name == self.stylesheet_name {
            return Some(("text/css; charset=utf-8", self.stylesheet.as_bytes()));
        }
        let (logo_name, logo) = self.logo.as_ref()?;
        let (_, content_type, bytes) = logo.parts();
        (name == logo_name).then_some((content_type, bytes))
    }
}

/// The better of white and near-black on a ground, if one of them can be read.
fn on(ground: Colour) -> Result<Colour, f64> {
    let (white, ink) = (ground.contrast(Colour::WHITE), ground.contrast(Colour::INK));
    let (colour, ratio) = if white >= TEXT_RATIO || white >= ink { (Colour::WHITE, white) } else { (Colour::INK, ink) };
    if ratio >= TEXT_RATIO { Ok(colour) } else { Err(ratio) }
}

fn stylesheet(accent: Colour) -> Result<String, BrandComplaint> {
    let on_light = on(accent).map_err(|found| BrandComplaint::ButtonText { accent, found, needed: TEXT_RATIO })?;
    let found = accent.contrast(LIGHT_GROUND);
    if found < CONTROL_RATIO {
        return Err(BrandComplaint::Control { accent, found, needed: CONTROL_RATIO });
    }
    // Links are text: where the accent is only good enough for controls, its ink is a darker relative.
    let ink_light = accent.until(Colour::INK, LIGHT_GROUND, 5.0);
    let dark = accent.until(accent.bright(), DARK_SURFACE, 5.5).until(Colour::WHITE, DARK_SURFACE, 5.5);
    // Near-black always reads on a colour that is 5.5:1 against the dark surface.
    let on_dark = Colour::INK;
    let mut css = String::new();
    scheme(&mut css, ":root", [accent, on_light, ink_light]);
    css.push_str("@media (prefers-color-scheme: dark) {\n");
    scheme(&mut css, ":root", [dark, on_dark, dark]);
    css.push_str("}\n");
    Ok(css)
}

fn scheme(css: &mut String, selector: &str, [accent, on_accent, ink]: [Colour; 3]) {
    // Hover and active move away from the text that stands on the accent, so that its contrast only grows.
    let away = if on_accent == Colour::WHITE { "#000" } else { "#fff" };
    // Writing to a String cannot fail.
    let _ = writeln!(
        css,
        "{selector} {{ --accent: {accent}; --on-accent: {on_accent}; --accent-ink: {ink}; --accent-away: {away}; }}"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_accent(accent: &str) -> Result<Brand, BrandComplaint> {
        Brand::new(BrandSettings { accent: accent.to_owned(), ..BrandSettings::default() })
    }

    #[test]
    fn the_default_accent_is_readable_in_both_schemes() {
        let brand = Brand::new(BrandSettings::default()).unwrap();
        assert!(brand.stylesheet().contains("--accent: #0b5563; --on-accent: #ffffff"));
        assert_eq!(brand.find(brand.stylesheet_name()).unwrap().0, "text/css; charset=utf-8");
    }

    #[test]
    fn any_accepted_accent_keeps_its_promises() {
        for accent in ["#0b5563", "#c8102e", "#0047ba", "#767676", "#000000", "#5b2a86", "#d4351c"] {
            let css = with_accent(accent).unwrap().stylesheet().to_owned();
            let value = |line: usize, name: &str| {
                let row = css.lines().filter(|row| row.contains("--accent:")).nth(line).unwrap().to_owned();
                let rest = row.split(&format!("--{name}: ")).nth(1).unwrap().to_owned();
                Colour::parse(&rest[..7]).unwrap()
            };
            assert!(value(0, "on-accent").contrast(value(0, "accent")) >= 4.5, "{accent}");
            assert!(value(0, "accent-ink").contrast(LIGHT_GROUND) >= 4.5, "{accent}");
            assert!(value(1, "on-accent").contrast(value(1, "accent")) >= 4.5, "{accent}");
            assert!(value(1, "accent-ink").contrast(DARK_SURFACE) >= 4.5, "{accent}");
        }
    }

    #[test]
    fn a_pale_accent_is_refused_with_the_ratios_and_the_way_out() {
        let said = with_accent("#ffd700").unwrap_err().to_string();
        assert!(said.contains("#ffd700") && said.contains("3:1") && said.contains("darker"), "{said}");
        assert!(matches!(with_accent("gold"), Err(BrandComplaint::NotAColour { .. })));
    }

    #[test]
    fn a_logo_is_found_under_its_own_name_only() {
        let logo = Some(LogoFile::Svg(b"<svg/>".to_vec()));
        let brand = Brand::new(BrandSettings { logo, ..BrandSettings::default() }).unwrap();
        let url = brand.logo_url().unwrap();
        let (content_type, bytes) = brand.find(url.trim_start_matches("/assets/")).unwrap();
        assert_eq!((content_type, bytes), ("image/svg+xml", b"<svg/>".as_slice()));
        assert!(brand.find("logo-0.svg").is_none());
    }
}
