//! Stylesheet, script and icon, embedded in the binary and served under names that hold a fingerprint.
//!
//! The CSS files are joined in the order of their names into one stylesheet and the ES modules into one
//! module, each in its own block; there is no bundler. A name with a fingerprint never changes its content,
//! so that the handler may let browsers keep it for a year.

use std::borrow::Cow;
use std::sync::LazyLock;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

/// One file as it is served.
struct Asset {
    source: &'static str,
    name: String,
    content_type: &'static str,
    bytes: Cow<'static, [u8]>,
}

static SERVED: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    vec![
        served("css/main.css", "main", "css", "text/css; charset=utf-8", Cow::Owned(joined("css/", ["", "\n"]))),
        served("js/main.js", "main", "js", "text/javascript; charset=utf-8", Cow::Owned(joined("js/", ["{\n", "}\n"]))),
        served("icon.svg", "icon", "svg", "image/svg+xml", embedded("icon.svg")),
    ]
});

fn served(
    source: &'static str,
    stem: &str,
    ending: &str,
    content_type: &'static str,
    bytes: Cow<'static, [u8]>,
) -> Asset {
    let name = format!("{stem}-{}.{ending}", fingerprint(&bytes));
    Asset { source, name, content_type, bytes }
}

fn embedded(name: &str) -> Cow<'static, [u8]> {
    Files::get(name).map(|file| file.data).unwrap_or_default()
}

/// All files of a folder, in the order of their names, each between `around[0]` and `around[1]`.
fn joined(folder: &str, around: [&str; 2]) -> Vec<u8> {
    let mut names: Vec<_> = Files::iter().filter(|name| name.starts_with(folder)).collect();
    names.sort();
    let mut all = Vec::new();
    for name in names {
        all.extend_from_slice(around[0].as_bytes());
        all.extend_from_slice(&embedded(&name));
        all.extend_from_slice(around[1].as_bytes());
    }
    all
}

/// The address of an asset by its source name: `css/main.css`, `js/main.js` or `icon.svg`.
pub fn asset_url(source: &str) -> String {
    let found = SERVED.iter().find(|asset| asset.source == source);
    debug_assert!(found.is_some(), "no asset {source}");
    found.map(|asset| format!("/assets/{}", asset.name)).unwrap_or_default()
}

/// An asset by its name under `/assets/`: content type and bytes. The brand's own files are in `Brand::find`.
pub fn find(name: &str) -> Option<(&'static str, &'static [u8])> {
    SERVED.iter().find(|asset| asset.name == name).map(|asset| (asset.content_type, &*asset.bytes))
}

/// The names of all embedded assets, for whoever writes them to a folder.
pub fn names() -> impl Iterator<Item = &'static str> {
    SERVED.iter().map(|asset| asset.name.as_str())
}

/// A short name for content (FNV-1a, 64 bit): it tells versions apart and guards nothing.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    let hash = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_is_found_under_its_hashed_name() {
        for source in ["css/main.css", "js/main.js", "icon.svg"] {
            let url = asset_url(source);
            let (_, bytes) = find(url.strip_prefix("/assets/").unwrap()).unwrap();
            assert!(!bytes.is_empty(), "{source}");
        }
        assert!(find("main-0.css").is_none());
    }

    #[test]
    fn nothing_in_the_assets_is_loaded_from_elsewhere() {
        for name in names() {
            let text = String::from_utf8_lossy(find(name).unwrap().1).replace("http://www.w3.org/", "");
            for forbidden in ["http:", "https:", "data:", "@import", "url("] {
                assert!(!text.contains(forbidden), "{name} holds {forbidden}");
            }
        }
    }
}
