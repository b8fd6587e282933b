//! Waiting for a submission and reading its results.
//!
//! Natively the thread waits. In a browser the event loop does, and an empty submission now and then keeps Firefox from
//! looking only every 100 ms (measured: 9 ms with it).

use futures_channel::oneshot;

use super::{Gpu, GpuError, Ticket};

type Answer = oneshot::Receiver<Result<(), String>>;

/// A moment in the device's queue.
pub struct Fence {
    index: wgpu::SubmissionIndex,
    waiting: Answer,
}

impl Gpu {
    pub(super) fn take_staging(&self, bytes: u64) -> wgpu::Buffer {
        if let Some(buffer) = self.idle_staging.borrow_mut().get_mut(&bytes).and_then(Vec::pop) {
            return buffer;
        }
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("staging"),
            size: bytes,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        })
    }

    /// Hands over what was written: what is done when it has arrived.
    pub fn fence(&self) -> Fence {
        let index = self.queue.submit([]);
        let (done, waiting) = oneshot::channel();
        self.queue.on_submitted_work_done(move || {
            let _gone = done.send(Ok(()));
        });
        Fence { index, waiting }
    }

    pub async fn reach(&self, Fence { index, waiting }: Fence) -> Result<(), GpuError> {
        let answer = self.until_done(&index, waiting).await?;
        self.check()?;
        answer.map_err(GpuError::Lost)
    }

    /// Waits until all that was asked for is there, and all that was written has arrived.
    pub async fn flush(&self) -> Result<(), GpuError> {
        self.platform.compiled().await;
        self.check_room().await?;
        self.reach(self.fence()).await
    }

    /// Waits until the submission is done and gives the bytes that it copied out (none if it copied none).
    pub async fn wait(&self, ticket: Ticket) -> Result<Vec<u8>, GpuError> {
        let (done, waiting) = oneshot::channel();
        match &ticket.staging {
            Some(staging) => staging.map_async(wgpu::MapMode::Read, .., move |result| {
                let _gone = done.send(result.map_err(|error| error.to_string()));
            }),
            None => self.queue.on_submitted_work_done(move || {
                let _gone = done.send(Ok(()));
            }),
        }
        let answer = self.until_done(&ticket.index, waiting).await?;
        self.check()?;
        answer.map_err(GpuError::Lost)?;
        let Some(staging) = ticket.staging else {
            return Ok(Vec::new());
        };
        let bytes = staging.get_mapped_range(..).map_err(|error| GpuError::Lost(error.to_string()))?.to_vec();
        staging.unmap();
        self.idle_staging.borrow_mut().entry(ticket.bytes).or_default().push(staging);
        Ok(bytes)
    }

    #[cfg(not(target_arch = "wasm32"))]
    async fn until_done(
        &self,
        index: &wgpu::SubmissionIndex,
        mut waiting: Answer,
    ) -> Result<Result<(), String>, GpuError> {
        let lost = |error: String| GpuError::Lost(error);
        let wait = wgpu::PollType::Wait { submission_index: Some(index.clone()), timeout: None };
        if let Err(error) = self.device.poll(wait) {
            // A device that is gone has said so by another way, in its own words, once it is looked at.
            let _ = self.device.poll(wgpu::PollType::Poll);
            self.check()?;
            return Err(lost(error.to_string()));
        }
        loop {
            match waiting.try_recv() {
                Ok(Some(answer)) => return Ok(answer),
                Err(_) => return Err(lost("the device gave no answer".into())),
                // The submission is done; its callback may only be due at the next look.
                Ok(None) => self.device.poll(wgpu::PollType::Poll).map_err(|error| lost(error.to_string()))?,
            };
        }
    }

    #[cfg(target_arch = "wasm32")]
    async fn until_done(
        &self,
        index: &wgpu::SubmissionIndex,
        mut waiting: Answer,
    ) -> Result<Result<(), String>, GpuError> {
        use std::{future::Future, pin::Pin, task::Poll};
        let _ = index;
        loop {
            let mut pause = self.platform.sleep(1);
            let answer = std::future::poll_fn(|context| {
                if let Poll::Ready(answer) = Pin::new(&mut waiting).poll(context) {
                    return Poll::Ready(Some(answer));
                }
                pause.as_mut().poll(context).map(|()| None)
            })
            .await;
            match answer {
                Some(answer) => return answer.map_err(|_| GpuError::Lost("the device gave no answer".into())),
                None => {
                    self.check()?;
                    self.queue.submit([]);
                }
            }
        }
    }
}
