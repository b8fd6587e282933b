//! Teacher-forcing a reference: how far this engine's log-probabilities are from the reference's.

use serde::{Deserialize, Serialize};

use super::{Engine, SessionError};
use crate::{gpu::Profile, kernels::Step, model::Choice};

/// A reference file: prompts with token ids, greedy continuations, and the five likeliest tokens before each step, from
/// llama.cpp with weights dequantised to f32 and an f32 KV cache.
#[derive(Debug, Clone, Deserialize)]
pub struct Reference {
    pub cases: Vec<Case>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    pub name: String,
    pub text: String,
    pub special: bool,
    pub add_bos: bool,
    pub prompt_ids: Vec<u32>,
    pub greedy_ids: Vec<u32>,
    /// For each step: (token, natural log-probability), best first.
    pub top5: Vec<Vec<(u32, f64)>>,
}

/// What `inkling score` prints.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Score {
    pub adapter: String,
    pub profile: Profile,
    pub shader_variants: Vec<String>,
    pub dispatches: u64,
    pub cases: usize,
    pub tokens: usize,
    pub tokenizer_mismatches: usize,
    pub top1_agreement: f64,
    /// Steps whose best token is another than the reference's, where its first two differ by more than `MARGIN`.
    pub top1_disagreements_beyond_margin: usize,
    /// Over the ids that the reference lists at each step.
    pub mean_abs_logprob_error: f64,
    pub max_abs_logprob_error: f64,
}

/// In log-probability: closer than this, two tokens are as good as equal.
pub const MARGIN: f64 = 0.02;

impl Reference {
    pub fn parse(json: &str) -> Result<Self, SessionError> {
        let reference: Self = serde_json::from_str(json).map_err(|error| SessionError::Reference(error.to_string()))?;
        let is_whole = |case: &Case| {
            !case.prompt_ids.is_empty()
                && case.top5.len() == case.greedy_ids.len()
                && case.top5.iter().all(|step| step.len() >= 2)
        };
        if let Some(case) = reference.cases.iter().find(|case| !is_whole(case)) {
            return Err(SessionError::Reference(format!("case {} lacks ids or log-probabilities", case.name)));
        }
        Ok(reference)
    }
}

impl Engine {
    /// Runs every case: the prompt as prefill, each given token as a decode step.
    pub async fn score(&mut self, reference: &Reference) -> Result<Score, SessionError> {
        let before = self.gpu.counts().dispatches;
        let mut score = Score { cases: reference.cases.len(), ..Score::default() };
        let (mut agreements, mut errors, mut sum) = (0, 0, 0.0);
        for case in &reference.cases {
            let mut ids = self.tokenizer.encode(&case.text, case.special)?;
            if case.add_bos {
                ids.splice(0..0, self.tokenizer.bos());
            }
            score.tokenizer_mismatches += usize::from(ids != case.prompt_ids);
            let given: Vec<u32> = [&case.prompt_ids[..], &case.greedy_ids].concat();
            let mut logits = self.force(&given, 0, case.prompt_ids.len()).await?;
            for (step, best) in case.top5.iter().enumerate() {
                if step > 0 {
                    logits = self.force(&given, case.prompt_ids.len() + step - 1, 1).await?;
                }
                let log_total = log_sum_exp(&logits);
                let top = argmax(&logits);
                let agrees = top == best[0].0;
                agreements += usize::from(agrees);
                score.top1_disagreements_beyond_margin += usize::from(!agrees && best[0].1 - best[1].1 > MARGIN);
                for (id, expected) in best {
                    let logit = logits.get(*id as usize).copied().unwrap_or(f32::NEG_INFINITY);
                    let error = (f64::from(logit) - log_total - expected).abs();
                    sum += error;
                    errors += 1;
                    score.max_abs_logprob_error = score.max_abs_logprob_error.max(error);
                }
                score.tokens += 1;
            }
        }
        score.adapter = self.gpu.adapter().into();
        score.profile = self.gpu.profile();
        score.shader_variants = self.gpu.shader_variants();
        score.dispatches = self.gpu.counts().dispatches - before;
        score.top1_agreement = agreements as f64 / score.tokens.max(1) as f64;
        score.mean_abs_logprob_error = sum / f64::from(errors.max(1));
        Ok(score)
    }

    /// Runs `count` of the tokens from `position` on, in slot 0; gives the logits behind the last. What the slots held is
    /// forgotten.
    pub async fn force(&mut self, tokens: &[u32], position: usize, count: usize) -> Result<Vec<f32>, SessionError> {
        let window = self.window();
        if position + count > tokens.len().min(window as usize) || count == 0 {
            return Err(SessionError::TooLong { tokens: position + count, window });
        }
        self.forget();
        self.gpu.write(&self.state.tokens, position as u64 * 4, &tokens[position..position + count]);
        let most = self.state.sizes.columns as usize;
        for start in (0..count).step_by(most) {
            let columns = most.min(count - start);
            let step = Step::new(0, (position + start) as u32, columns as u32);
            self.gpu.write_steps(&[step, step.last_column()])?;
            // A prefill of all layers in one submission could take a slow device longer than its watchdog allows.
            let slice = if columns > 1 { 1 } else { self.forward.layers() };
            for layer in (0..self.forward.layers() - slice).step_by(slice) {
                let mut pass = self.gpu.record()?;
                self.forward.encode_layers(&mut pass, 0, &step, layer..layer + slice);
                pass.submit(None);
            }
            let mut pass = self.gpu.record()?;
            self.forward.encode_layers(&mut pass, 0, &step, self.forward.layers() - slice..self.forward.layers());
            if start + columns == count {
                self.forward.encode_head(&mut pass, 1, Choice::Logits);
            }
            let ticket = pass.submit(None);
            self.gpu.wait(ticket).await?;
        }
        self.logits().await
    }

    /// What the last step that had a head left.
    pub async fn logits(&self) -> Result<Vec<f32>, SessionError> {
        let bytes = u64::from(self.config.vocabulary) * 4;
        let ticket = self.gpu.record()?.submit(Some((&self.state.logits, 0, bytes)));
        let bytes = self.gpu.wait(ticket).await?;
        Ok(bytes.chunks_exact(4).map(|word| f32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect())
    }
}

fn log_sum_exp(logits: &[f32]) -> f64 {
    let top = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    f64::from(top) + logits.iter().map(|logit| f64::from(logit - top).exp()).sum::<f64>().ln()
}

/// The first of the greatest.
fn argmax(logits: &[f32]) -> u32 {
    let best = logits.iter().enumerate().reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map_or(0, |(index, _)| index as u32)
}
