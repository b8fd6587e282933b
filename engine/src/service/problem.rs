//! Errors in the user's words: what happened, and what to do.

use crate::{
    gpu::GpuError,
    model::ModelError,
    protocol::{Problem, ProblemCode},
    session::{Needs, SessionError},
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
        SessionError::Text(_) => damaged(error.to_string()),
        SessionError::TurnTooLong { .. } => Problem {
            code: ProblemCode::BadRequest,
            message: sentence(&error.to_string()),
            remedy: "Shorten the message, or attach less.".into(),
        },
        SessionError::Turns(_) => Problem {
            code: ProblemCode::BadRequest,
            message: sentence(&error.to_string()),
            remedy: "Write a message, or begin a new conversation.".into(),
        },
        SessionError::NoSlot => Problem {
            code: ProblemCode::Internal,
            message: sentence(&error.to_string()),
            remedy: "Ask again when the other answers are done.".into(),
        },
        SessionError::TooLong { .. } | SessionError::Reference(_) => Problem {
            code: ProblemCode::BadRequest,
            message: sentence(&error.to_string()),
            remedy: "Ask for less at once.".into(),
        },
    }
}

/// Of a model that was being loaded, and is known by what its header said.
pub fn from_load(error: &SessionError, needs: Option<Needs>) -> Problem {
    let gpu_error = match error {
        SessionError::Gpu(error) | SessionError::Model(ModelError::Gpu(error)) => error,
        other => return from_session(other),
    };
    match (gpu_error, needs) {
        (GpuError::OutOfMemory { what, bytes, allocated_bytes }, Some(needs)) => {
            no_room(needs, what, *bytes, *allocated_bytes)
        }
        _ => from_gpu(gpu_error),
    }
}

pub fn no_room(needs: Needs, what: &str, bytes: u64, allocated: u64) -> Problem {
    let [needed, chat, bytes, allocated] = [needs.all_bytes, needs.chat_bytes, bytes, allocated].map(size);
    Problem {
        code: ProblemCode::OutOfMemory,
        message: format!(
            "The graphics card has no room for this model: it needs about {needed} of graphics memory, {chat} of that \
             for conversations of up to {} tokens; {allocated} were given, and {bytes} more (for {what}) were refused.",
            needs.chat_tokens
        ),
        remedy: "Close other tabs and programs that use the graphics card, choose a smaller model, or set shorter conversations or \
                 compact keys and values."
            .into(),
    }
}

/// Bytes in words: "1.2 GB", "640 MB".
pub fn size(bytes: u64) -> String {
    let bytes = bytes as f64;
    if bytes >= 1e9 { format!("{:.1} GB", bytes / 1e9) } else { format!("{:.0} MB", (bytes / 1e6).ceil()) }
}

fn from_model(error: &ModelError) -> Problem {
    match error {
        ModelError::Gguf(inner) if !inner.is_unsupported() => damaged(error.to_string()),
        ModelError::Window { .. } => Problem {
            code: ProblemCode::OutOfMemory,
            message: sentence(&error.to_string()),
            remedy: "Set shorter conversations, or compact keys and values.".into(),
        },
        ModelError::Shape { .. } | ModelError::Vocabulary { .. } => damaged(error.to_string()),
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
