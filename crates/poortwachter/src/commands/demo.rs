//! `demo`: the portal with invented people, an inbox page and no set-up.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::applications::Applications;
use crate::cli::Demo;
use crate::complaint::{Complaint, Complaints};
use crate::demo::{self, Inbox};
use crate::post::Post;
use crate::settings::Settings;
use crate::{jobs, logging, serving, wiring};

/// Serves the demo until a signal says stop.
pub fn run(wanted: &Demo) -> Result<(), Complaints> {
    let (folder, _temporary) = folder(wanted)?;
    super::block_on(serve(wanted, &folder))
}

/// The folder of the data: the given one, or one that goes away at the end.
fn folder(wanted: &Demo) -> Result<(PathBuf, Option<tempfile::TempDir>), Complaint> {
    let cannot = |error: std::io::Error| {
        Complaint::new(format!("a folder that cannot be made ({error})"), "choose another one with --data")
    };
    if let Some(folder) = &wanted.data {
        std::fs::create_dir_all(folder).map_err(cannot)?;
        return Ok((folder.clone(), None));
    }
    let temporary = tempfile::Builder::new().prefix("poortwachter-demo-").tempdir().map_err(cannot)?;
    Ok((temporary.path().to_path_buf(), Some(temporary)))
}

async fn serve(wanted: &Demo, folder: &Path) -> Result<(), Complaints> {
    let listener = serving::listen(wanted.listen).await?;
    let address = listener.local_addr().map_err(|error| Complaint::new(error.to_string(), "choose another port"))?;
    let settings = settings(folder, address)?;
    logging::start(&settings.log)?;
    let alone = wiring::take_for_serving(&settings)?;
    let store = wiring::open_store(&settings).await?;
    let inbox = Arc::new(Inbox::default());
    let post = Arc::new(Post::default());
    let app = wiring::portal(&settings, store, &post, Some(Arc::clone(&inbox) as Arc<dyn web::Demo>))?;
    demo::people::move_in(&app, &inbox, folder).await?;
    let applications = Applications::start(&settings, &app).await?;
    let application = demo::Application::open(&app, address).await?;
    demo::words::greet(&app, &inbox, &application.url, wanted.json);
    let tidying = tokio::spawn(jobs::purge(Arc::clone(&app)));
    let answering = tokio::spawn(jobs::answer_requests(Arc::clone(&app)));
    let delivering = tokio::spawn(demo::deliver(Arc::clone(&app), Arc::clone(&inbox)));
    let texting = Arc::new(demo::send_sms(&app, &inbox, &settings)?);
    post.open(Some(&texting));
    let served = serving::serve(listener, Arc::clone(&app), None).await;
    application.close();
    tidying.abort();
    answering.abort();
    delivering.abort();
    tokio::join!(texting.stop(), applications.stop());
    app.store.close().await;
    drop(alone);
    served.map_err(|error| Complaint::new(error.to_string(), "look at the log above").into())
}

/// The demo's settings: everything as in `serve` but the address, the data the first login by password (rule J6d)
/// and resets that work at once.
fn settings(folder: &Path, address: std::net::SocketAddr) -> Result<Settings, Complaints> {
    let quoted = |path: PathBuf| toml_edit::Value::from(path.display().to_string()).to_string();
    let text = format!(
        "[server]\nlisten = \"{address}\"\npublic_url = \"http://localhost:{port}\"\n\
         [database]\nurl = {database}\n[keys]\nfile = {keys}\n\
         [brand]\nproduct = \"VerzuimSignaal\"\norganisation = \"Voorbeeld Arbodienst\"\n\
         [help_desk]\nphone = \"030 123 45 67\"\nmail = \"helpdesk@voorbeeld.example\"\n\
         [enrolment]\nfirst_login = \"password\"\n\
         [recovery]\nhelp_desk_delay_users_hours = 0\nhelp_desk_delay_privileged_hours = 0\n[log]\nlevel = \"warn\"\n\
         [oidc]\nprivate_networks = [\"127.0.0.1\"]\n\
         [[applications]]\nid = \"verzuim\"\nname = \"Verzuimdossier\"\nurl = \"http://localhost:{port}/demo/inbox\"\n\
         [[applications]]\nid = \"rooster\"\nname = \"Rooster\"\nurl = \"http://localhost:{port}/help/index\"\n",
        port = address.port(),
        database = toml_edit::Value::from(format!("sqlite://{}", folder.join("demo.db").display())),
        keys = quoted(folder.join("keys")),
    );
    Settings::read("the demo's own settings", &text, &[])
}
