//! Writes every page in every state and language, with its assets, into a folder: `gallery FOLDER`.
//!
//! The pages are for looking at: open `FOLDER/index.html`, or serve the folder on the loopback.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

use web::help::Library;
use web::look::{Lang, assets};
use web::pages::Frame;
use web::pages::gallery::gallery;

#[expect(clippy::disallowed_methods, reason = "a tool of its own, outside the portal and its settings")]
fn main() -> io::Result<()> {
    let Some(folder) = env::args_os().nth(1) else {
        return Err(io::Error::other("name the folder to write to"));
    };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("assets"))?;
    write_assets(&folder.join("assets"))?;
    let mut index = String::from("<!doctype html><title>Gallery</title><ul>");
    for lang in Lang::ALL {
        for sample in gallery(lang).map_err(io::Error::other)? {
            let ending = if sample.body.starts_with("<!doctype") { "html" } else { "txt" };
            let name = format!("{}.{}.{ending}", sample.name, lang.code());
            // Writing to a String cannot fail.
            let _ = write!(index, "<li><a href=\"{name}\">{name}</a>");
            // On an application's host they are below the folder that is ours there.
            let body = sample.body.replace("\"/.poortwachter/assets/", "\"/assets/").replace("\"/assets/", "\"assets/");
            fs::write(folder.join(&name), body)?;
        }
    }
    fs::write(folder.join("index.html"), index)
}

fn write_assets(folder: &Path) -> io::Result<()> {
    for name in assets::names() {
        if let Some((_, bytes)) = assets::find(name) {
            fs::write(folder.join(name), bytes)?;
        }
    }
    let help = Library::ours();
    for name in help.assets() {
        if let Some((_, bytes)) = help.find(name) {
            fs::write(folder.join(name), bytes)?;
        }
    }
    let brand = Frame::sample(Lang::Nl).brand;
    fs::write(folder.join(brand.stylesheet_name()), brand.stylesheet())
}
