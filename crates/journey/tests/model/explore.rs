//! Runs a configuration to its end, or until a planted bug shows, and prints how many states that took.

use std::sync::Arc;
use std::time::Instant;

use stateright::{Checker, HasDiscoveries, Model as _, Path};

use super::scenario::Scenario;
use super::world::{Action, Model, World};
use crate::house::bug::Bug;
use crate::house::secrets::Secrets;

/// Explores all of it; fails on a counterexample and on a `sometimes` that never is.
pub fn explore(scenario: Scenario) {
    let (name, begin) = (scenario.name, Instant::now());
    let checker =
        Model::new(scenario, Arc::default()).checker().finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    println!(
        "{name}: {} states, {} transitions, depth {}, {:.1} s",
        checker.unique_state_count(),
        checker.state_count(),
        checker.max_depth(),
        begin.elapsed().as_secs_f64()
    );
    let found = checker.discoveries();
    for property in checker.model().properties() {
        let path = found.get(property.name);
        let fails = property.expectation.discovery_is_failure();
        assert!(!fails || path.is_none(), "{name}: not \"{}\":\n{}", property.name, story(path));
        assert!(fails || path.is_some(), "{name}: never \"{}\"", property.name);
    }
}

/// Searches until the rule is broken, and prints how.
pub fn find(scenario: Scenario, bug: Bug, rule: &'static str) {
    let begin = Instant::now();
    let model = Model::new(scenario.with(bug), Arc::new(Secrets::default()));
    let stop = HasDiscoveries::AnyOf([rule].into());
    let checker = model.checker().finish_when(stop).spawn_bfs().join();
    let found = checker.discovery(rule);
    println!(
        "{bug:?}: {} states, {:.1} s, breaks \"{rule}\":\n{}",
        checker.unique_state_count(),
        begin.elapsed().as_secs_f64(),
        story(found.as_ref())
    );
    assert!(found.is_some(), "{bug:?} was not found");
}

fn story(path: Option<&Path<World, Action>>) -> String {
    let actions = path.map(|path| path.clone().into_actions()).unwrap_or_default();
    let lines: Vec<String> = actions.iter().map(|action| format!("    {action:?}")).collect();
    lines.join("\n")
}
