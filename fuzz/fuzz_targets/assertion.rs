#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use poortwachter_fuzz::Target;

static TARGET: LazyLock<Target> = LazyLock::new(Target::default);

fuzz_target!(|input: &[u8]| TARGET.log_in(input));
