//! What can be asked about leaked passwords.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What can be done with leaked passwords.
#[derive(Debug, Subcommand)]
pub enum Leaks {
    /// Make a filter from a list of leaked passwords, for the setting `password.leaks_file`. Takes about 42 bytes of memory for each password.
    Build(LeaksBuild),
    /// Say whether one password, typed unseen or from a pipe, is in a filter. Exit code 1 when it is.
    Check {
        /// The filter.
        #[arg(value_name = "FILTER")]
        filter: PathBuf,
    },
}

/// A filter to make.
#[derive(Args, Debug)]
pub struct LeaksBuild {
    /// The list, one password a line as "SHA1HEX:COUNT"; "-" reads standard input.
    #[arg(value_name = "FILE")]
    pub list: PathBuf,
    /// Where to write the filter; a file that is there is replaced when the new one is whole.
    #[arg(long, value_name = "FILTER")]
    pub out: PathBuf,
    /// The lines are passwords as they are, in UTF-8.
    #[arg(long, conflicts_with = "min_count")]
    pub plain: bool,
    /// Keep only passwords that were seen at least this often: fewer of them make a smaller filter.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub min_count: u64,
}
