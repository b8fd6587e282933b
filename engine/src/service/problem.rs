//! Errors in the user's words: what happened, and what to do.

use crate::{
    gpu::GpuError,
    model::ModelError,
    protocol::{Problem, ProblemCode},
    session::SessionError,
    text::TextError,
};

pub fn from_session(error: &SessionError) -> Problem {
    match error {
        SessionError::Gpu(error) | SessionError::Model(ModelError::Gpu(error)) => from_gpu(error),
        SessionError::Model(error) => from_model(error),
        SessionError::Text(TextError::NoChatTemplate | TextError::ChatTemplate { .. }) => Problem {
            code: ProblemCode::UnsupportedModel,
            message: sentence(&error.to_string()),
            remedy: "Choose a model that is made for instructions. Suggestions go on working with this one.".into(),
        },
        SessionError::Text(inner) if inner.is_unsupported() => unsupported(error.to_string()),
        SessionError::Text(_) | SessionError::Vocabulary { .. } => damaged(error.to_string()),
        SessionError::TooLong { .. } | SessionError::Reference(_) => Problem {
            code: ProblemCode::BadRequest,
            message: sentence(&error.to_string()),
            remedy: "Ask for less at once.".into(),
        },
    }
}

fn from_model(error: &ModelError) -> Problem {
    match error {
        ModelError::Gguf(inner) if !inner.is_unsupported() => damaged(error.to_string()),
        ModelError::Shape { .. } => damaged(error.to_string()),
        _ => unsupported(error.to_string()),
    }
}

fn damaged(message: String) -> Problem {
    Problem {
        code: ProblemCode::BadModel,
        message: sentence(&format!("the model file cannot be read: {message}")),
        remedy: "Install the extension again: its model file is damaged or incomplete.".into(),
    }
}

fn unsupported(message: String) -> Problem {
    Problem {
        code: ProblemCode::UnsupportedModel,
        message: sentence(&format!("this model cannot be run: {message}")),
        remedy: "Choose another model file: a GGUF of a supported architecture and type.".into(),
    }
}

fn from_gpu(error: &GpuError) -> Problem {
    let (code, remedy) = match error {
        GpuError::NoAdapter(_) => (
            ProblemCode::NoAdapter,
            "Turn on hardware acceleration in the browser's settings, update the graphics driver, and restart the browser.",
        ),
        GpuError::BelowFloor { .. } => (
            ProblemCode::BelowFloor,
            "Update the graphics driver. If the machine has a second graphics card, let the browser use that one.",
        ),
        GpuError::OutOfMemory { .. } => {
            (ProblemCode::OutOfMemory, "Close other tabs and programs that use the graphics card, then try again.")
        }
        GpuError::Lost(_) => (
            ProblemCode::DeviceLost,
            "It starts again with the next suggestion. If it keeps happening, update the graphics driver.",
        ),
        GpuError::Internal(_) => (
            ProblemCode::Internal,
            "Copy the report and file an issue with it. Restarting the browser may help meanwhile.",
        ),
    };
    Problem { code, message: sentence(&error.to_string()), remedy: remedy.into() }
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", characters.as_str())
}
