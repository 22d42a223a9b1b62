//! Opening the connections.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Database, Postgres, Sqlite};

use super::{Db, Errors, Faults, Pools, version};
use crate::StoreError;

/// How long somebody waits for a free connection, and a PostgreSQL statement for a lock or its end.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens the database that the address names; a missing SQLite file is made.
pub(crate) async fn open(url: &str, max_connections: u32) -> Result<Db, StoreError> {
    let pools = match url.split_once(':').map(|(scheme, _)| scheme) {
        Some("sqlite") => open_sqlite(url, max_connections).await?,
        Some("postgres" | "postgresql") => open_postgres(url, max_connections).await?,
        _ => return Err(StoreError::Address),
    };
    Ok(Db { pools, faults: Faults::none(), errors: Errors::default(), changes: Arc::default() })
}

/// Opens one connection that can only read, and makes nothing; `None` when it would be a file that does not exist.
pub(crate) async fn open_to_read(url: &str) -> Result<Option<Db>, StoreError> {
    let pools = match url.split_once(':').map(|(scheme, _)| scheme) {
        Some("sqlite") => {
            let options = SqliteConnectOptions::from_str(url).map_err(|_| StoreError::Address)?;
            if !options.get_filename().exists() {
                return Ok(None);
            }
            // Not SQLite's own read-only mode, which leaves the files of the write-ahead log behind.
            let options = options.create_if_missing(false).pragma("query_only", "on").disable_statement_logging();
            let pool = options_of::<Sqlite>(1).connect_with(options);
            let readers = pool.await?;
            Pools::Sqlite { writer: readers.clone(), readers }
        }
        Some("postgres" | "postgresql") => {
            let options = postgres_options(url)?.options([("default_transaction_read_only", "on")]);
            reachable(&options).await?;
            Pools::Postgres(options_of::<Postgres>(1).connect_lazy_with(options))
        }
        _ => return Err(StoreError::Address),
    };
    Ok(Some(Db { pools, faults: Faults::none(), errors: Errors::default(), changes: Arc::default() }))
}

/// The file that an address names; `None` when it is a server's.
pub(crate) fn sqlite_file(url: &str) -> Result<Option<PathBuf>, StoreError> {
    if !url.starts_with("sqlite:") {
        return Ok(None);
    }
    let options = SqliteConnectOptions::from_str(url).map_err(|_| StoreError::Address)?;
    Ok(Some(options.get_filename().to_path_buf()))
}

/// How many connections, and how long one waits for a free one.
///
/// Connections stay as long as they work, so that the pool has nothing to look after: its round (sqlx-core 0.9, `spawn_maintenance_tasks`) counts
/// idle connections with a number that is below zero for a moment when two tasks meet, and then goes round without end, on a thread
/// that serves nobody any more. A connection that died while nobody used it is found when it is taken.
fn options_of<D: Database>(connections: u32) -> PoolOptions<D> {
    PoolOptions::new()
        .max_connections(connections.max(1))
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
}

async fn open_sqlite(url: &str, max_connections: u32) -> Result<Pools, StoreError> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|_| StoreError::Address)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .disable_statement_logging();
    let file = options.get_filename();
    // Before the first connection that could change it: even switching to the write-ahead log would.
    if std::fs::metadata(file).is_ok_and(|metadata| metadata.len() > 0)
        && let Some(db) = open_to_read(url).await?
    {
        let ours = super::refuse_foreign(&db).await;
        db.close().await;
        ours?;
    }
    make_private(file)?;
    // The writer comes first: it makes the file and switches it to the write-ahead log.
    let writer = leaving_broken(options_of(1)).connect_with(options.clone()).await?;
    let found: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&writer).await?;
    version::check(&found)?;
    let readers = leaving_broken(options_of(max_connections)).connect_with(options).await?;
    Ok(Pools::Sqlite { readers, writer })
}

/// After a full disk or a failing one SQLite has rolled back by itself ("Response To Errors Within A Transaction"), and the driver still
/// counts a transaction: such a connection would refuse every later one, so it is closed and another one opened.
fn leaving_broken(options: SqlitePoolOptions) -> SqlitePoolOptions {
    options.after_release(|connection, _| {
        Box::pin(async move {
            // What is on its way to the connection's own thread comes first: the end of a transaction above all.
            connection.ping().await?;
            Ok(!connection.is_in_transaction())
        })
    })
}

/// Makes a missing file readable by its owner only; SQLite gives the files beside it the same mode.
fn make_private(file: &Path) -> Result<(), StoreError> {
    let mut made = OpenOptions::new();
    made.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut made, 0o600);
    match made.open(file) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            Err(StoreError::Unavailable(format!("{}: {error}", file.display())))
        }
        _ => Ok(()),
    }
}

async fn open_postgres(url: &str, max_connections: u32) -> Result<Pools, StoreError> {
    let options = postgres_options(url)?;
    reachable(&options).await?;
    Ok(Pools::Postgres(options_of::<Postgres>(max_connections).connect_lazy_with(options)))
}

fn postgres_options(url: &str) -> Result<PgConnectOptions, StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Address)?;
    let options = options.application_name("poortwachter").disable_statement_logging();
    Ok(options.options([
        ("lock_timeout", "10s"),
        ("statement_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "30s"),
    ]))
}

/// A pool would try again until its patience ends, and not say why: one attempt tells the operator what is wrong.
async fn reachable(options: &PgConnectOptions) -> Result<(), StoreError> {
    Ok(options.connect().await?.close().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_pool_looks_after_its_connections_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let file = format!("sqlite://{}", folder.path().join("a.db").display());
        let Pools::Sqlite { writer, readers } = open(&file, 3).await.unwrap().pools else { panic!("another kind") };
        let looking = open_to_read(&file).await.unwrap().unwrap();
        let Pools::Sqlite { writer: looking, .. } = looking.pools else { panic!("another kind") };
        for (pool, size) in [(&writer, 1), (&readers, 3), (&looking, 1)] {
            let options = pool.options();
            assert_eq!((options.get_idle_timeout(), options.get_max_lifetime()), (None, None));
            assert_eq!(options.get_max_connections(), size);
        }
    }
}
