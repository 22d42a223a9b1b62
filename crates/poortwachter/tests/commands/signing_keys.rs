//! `signing-keys`, and the keys that a start makes (requirement OP-12).

use serde_json::Value;

use crate::place::Place;

fn listed(place: &Place) -> Vec<(String, String, String)> {
    let list: Value = serde_json::from_str(&place.run(&["signing-keys", "list", "--json"]).good()).unwrap();
    let text = |key: &Value, name: &str| key[name].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(|key| (text(key, "kid"), text(key, "alg"), text(key, "phase"))).collect()
}

fn phases(place: &Place, alg: &str) -> Vec<String> {
    listed(place).into_iter().filter(|key| key.1 == alg).map(|key| key.2).collect()
}

#[test]
fn op_12_a_start_makes_one_key_of_each_algorithm_and_a_second_start_none() {
    let place = Place::new();
    assert!(place.serve().stop().success());
    let first = listed(&place);
    let mut algs: Vec<_> = first.iter().map(|key| (key.1.as_str(), key.2.as_str())).collect();
    algs.sort_unstable();
    assert_eq!(algs, [("ES256", "signing"), ("EdDSA", "signing"), ("RS256", "signing")]);
    assert!(place.serve().stop().success());
    assert_eq!(listed(&place), first);
    let checked = place.run(&["check"]);
    assert!(checked.out.contains("3 that open"), "{checked:?}");
}

#[test]
fn op_12_a_key_is_published_before_it_signs() {
    let place = Place::new();
    let portal = place.serve();
    let kid = |set: &str| set.matches("\"kid\"").count();
    assert_eq!(kid(&portal.client().visit("/jwks").1.body), 3);
    let rotate = ["signing-keys", "rotate", "--alg", "EdDSA", "--reason", "yearly"];
    let printed = place.run(&rotate).good();
    assert!(printed.contains("for EdDSA: published now, signs from "), "{printed}");
    assert_eq!(phases(&place, "EdDSA"), ["signing", "published"]);
    let again = place.run(&rotate).refused();
    assert!(again.contains("found a key for EdDSA that is published and signs from "), "{again}");
    // The running portal reads the keys again within seconds.
    let begun = std::time::Instant::now();
    while kid(&portal.client().visit("/jwks").1.body) != 4 {
        assert!(begun.elapsed().as_secs() < 30, "the new key is not published");
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
}

#[test]
fn op_12_a_revoked_key_is_gone_at_once_and_another_one_signs() {
    let place = Place::new();
    assert!(place.serve().stop().success());
    let (kid, ..) = listed(&place).into_iter().find(|key| key.1 == "ES256").unwrap();
    let printed = place.run(&["signing-keys", "revoke", &kid, "--reason", "leaked"]).good();
    assert!(printed.starts_with(&format!("Revoked {kid}: ")) && printed.contains(" Made "), "{printed}");
    let after = listed(&place);
    assert!(after.iter().all(|key| key.0 != kid), "{after:?}");
    assert_eq!(phases(&place, "ES256"), ["signing"]);
    let unknown = place.run(&["signing-keys", "revoke", "nothing", "--reason", "r"]).refused();
    assert!(unknown.starts_with("KID: found no key \"nothing\";"), "{unknown}");
}
