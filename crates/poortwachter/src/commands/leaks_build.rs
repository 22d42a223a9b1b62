//! `leaks build`: a list of leaked passwords becomes a filter; the list is read line by line and never held.

use std::fmt::Write;
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::Path;
use std::time::{Duration, Instant};

use credentials::password::LeakFilter;
use credentials::password::leaks::{LeakBuilder, LeakLine, LineFormat, NoFilter};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::LeaksBuild;
use crate::commands::output;
use crate::complaint::{Complaint, Complaints};
use crate::leaks;
use crate::system_clock::SystemClock;
use web::Clock;

/// The longest line that is read, in bytes: far more than a hash with its count or the longest password.
const LONGEST_LINE: u64 = 4096;
/// Lines between two looks at the clock.
const STRIDE: u64 = 65_536;
/// Without a terminal: how often a line of progress is printed.
const EVERY: Duration = Duration::from_secs(10);

/// Reads the list, makes the filter, writes it and says what came of it.
pub fn run(build: &LeaksBuild) -> Result<(), Complaints> {
    let format = if build.plain { LineFormat::Plain } else { LineFormat::Sha1 };
    let begun = Instant::now();
    let (input, length) = open(&build.list)?;
    let progress = Progress::new(length);
    let (builder, counts) = read_lines(input, LeakBuilder::new(format, build.min_count), &progress, &build.list)?;
    progress.say("making the filter");
    let filter = builder.finish(SystemClock.now()).map_err(|error| nothing(error, build))?;
    leaks::write(&filter, &build.out)?;
    progress.done();
    Ok(output::print(&report(build, &filter, &counts, begun.elapsed()))?)
}

/// What was in the list.
#[derive(Default)]
struct Counts {
    lines: u64,
    wrong: u64,
    first_wrong: Option<u64>,
}

fn open(list: &Path) -> Result<(Box<dyn BufRead>, Option<u64>), Complaint> {
    if list == Path::new("-") {
        return Ok((Box::new(BufReader::new(std::io::stdin())), None));
    }
    let unreadable = |error: std::io::Error| {
        Complaint::new(format!("a list that cannot be read ({error})"), "give the path of the list, unpacked")
            .in_file(list)
    };
    let file = File::open(list).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    Ok((Box::new(BufReader::with_capacity(1 << 20, file)), Some(length)))
}

fn read_lines(
    mut input: Box<dyn BufRead>,
    mut builder: LeakBuilder,
    progress: &Progress,
    list: &Path,
) -> Result<(LeakBuilder, Counts), Complaint> {
    let (mut line, mut counts, mut read, mut within) = (Vec::new(), Counts::default(), 0, false);
    loop {
        line.clear();
        let got = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line).map_err(|error| {
            Complaint::new(format!("a list that stops being readable ({error})"), "copy it again").in_file(list)
        })?;
        if got == 0 {
            return Ok((builder, counts));
        }
        read += got as u64;
        // What is left of a line that is too long is no line of its own.
        let rest = std::mem::replace(&mut within, line.last() != Some(&b'\n'));
        if rest {
            continue;
        }
        counts.lines += 1;
        if builder.line(&line) == LeakLine::Wrong {
            counts.wrong += 1;
            counts.first_wrong.get_or_insert(counts.lines);
            refuse_another_format(&builder, &counts, list)?;
        }
        if counts.lines.is_multiple_of(STRIDE) {
            progress.at(read, counts.lines, builder.kept());
        }
    }
}

/// A list in another format is noticed before hours were spent on it.
fn refuse_another_format(builder: &LeakBuilder, counts: &Counts, list: &Path) -> Result<(), Complaint> {
    if builder.kept() > 0 || counts.wrong < 100 {
        return Ok(());
    }
    let advice = "give a list of SHA-1 hashes as \"SHA1HEX:COUNT\", or say --plain for passwords as they are";
    Err(Complaint::new("a list whose first 100 lines are not written like that", advice).in_file(list))
}

fn nothing(error: NoFilter, build: &LeaksBuild) -> Complaint {
    let advice = match error {
        NoFilter::Empty => "look whether the list has lines of that format and --min-count is not too high",
        NoFilter::TooMany => "keep fewer with --min-count",
        NoFilter::Failed => "try again, and report it if it stays so",
    };
    Complaint::new(format!("a list of which {error}"), advice).in_file(&build.list)
}

fn report(build: &LeaksBuild, filter: &LeakFilter, counts: &Counts, took: Duration) -> String {
    let entries = filter.facts().entries;
    let noun = if entries == 1 { "password" } else { "passwords" };
    let mut text = format!(
        "{}: {entries} {noun} from {} lines, {} bytes, in {:.1} s.\nOne of {} other passwords is taken for leaked. Set password.leaks_file to this file and start the portal again.\n",
        build.out.display(),
        counts.lines,
        filter.bytes(),
        took.as_secs_f64(),
        LeakFilter::FALSE_POSITIVE_ONE_IN,
    );
    if let Some(first) = counts.first_wrong {
        let wrong = counts.wrong;
        let _ = writeln!(text, "Passed over, because not of that format: {wrong}; the first is line {first}.");
    }
    text
}

/// How far it is: a bar on a terminal, now and then a line elsewhere.
struct Progress {
    bar: ProgressBar,
    plain: bool,
    said: std::cell::Cell<Instant>,
}

impl Progress {
    fn new(length: Option<u64>) -> Self {
        let plain = !std::io::stderr().is_terminal();
        let bar = length.map_or_else(ProgressBar::no_length, ProgressBar::new);
        bar.set_draw_target(if plain { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
        let template = "{bar:30} {bytes} of {total_bytes}, {msg}, {eta} to go";
        if let Some(style) = length.and_then(|_| ProgressStyle::with_template(template).ok()) {
            bar.set_style(style);
        }
        Self { bar, plain, said: std::cell::Cell::new(Instant::now()) }
    }

    fn at(&self, bytes: u64, lines: u64, kept: usize) {
        self.bar.set_position(bytes);
        self.bar.set_message(format!("{lines} lines, {kept} kept"));
        if self.plain && self.said.get().elapsed() >= EVERY {
            self.said.set(Instant::now());
            eprintln!("{lines} lines read, {kept} kept");
        }
    }

    fn say(&self, what: &'static str) {
        self.bar.set_message(what);
        if self.plain {
            eprintln!("{what}");
        }
    }

    fn done(&self) {
        self.bar.finish_and_clear();
    }
}
