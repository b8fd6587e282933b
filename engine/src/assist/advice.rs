//! What a user should know about a model before trusting it with a rewrite.

/// Below this, instructions are followed now and then.
const SMALL: u64 = 1_000_000_000;

/// A sentence where another model would rewrite better.
pub fn advice(parameters: u64, has_template: bool) -> Option<String> {
    if !has_template {
        return Some("This model was not made for instructions: it completes text, and cannot rewrite it.".into());
    }
    let millions = parameters / 1_000_000;
    (parameters < SMALL).then(|| {
        format!(
            "This model is small ({millions} million parameters) and often rewrites badly: look at each change. A model of a \
             billion or more does much better."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_models_and_those_without_a_template_are_advised_against() {
        assert!(advice(134_515_008, true).is_some_and(|advice| advice.contains("134 million")));
        assert!(advice(134_515_008, false).is_some_and(|advice| advice.contains("instructions")));
        assert_eq!(advice(1_540_000_000, true), None);
    }
}
