//! A QR code (ISO/IEC 18004) as inline SVG with a single path.
//!
//! The ground is white with the quiet zone of four modules inside the picture, in the dark scheme too, since
//! cameras need dark on light. No style attribute, so that it passes the content security policy.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

const QUIET: i32 = 4;

/// Draws `content` with an accessible label; nothing when it is too long for a QR code (about 2300 bytes).
pub fn svg(content: &str, label: &str) -> Option<String> {
    let code = QrCode::encode_text(content, QrCodeEcc::Medium).ok()?;
    let size = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            // Writing to a String cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    Some(format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><path fill=\"#000\" d=\"{path}\"/></svg>",
        escaped(label)
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_cannot_leave_its_attribute() {
        let drawn = svg("otpauth://totp/x", "a\"><script>").unwrap();
        assert!(drawn.contains("aria-label=\"a&quot;&gt;&lt;script&gt;\""));
        assert_eq!(drawn.matches("<path").count(), 1);
        assert!(!drawn.contains("style="));
    }

    #[test]
    fn too_much_content_gives_nothing() {
        assert!(svg(&"x".repeat(5_000), "label").is_none());
    }
}
