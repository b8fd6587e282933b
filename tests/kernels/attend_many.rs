//! Attention of tiles of columns, against one column after the other.

use inkling_engine::kernels::attend_many::AttendMany;

use crate::{
    compare::{assert_close, assert_same},
    device::{download, on_each_profile, submit, upload},
    heads::{BOUND, Heads},
};

const UNTOUCHED: f32 = -7.5;

#[test]
fn every_column_of_every_head() {
    on_each_profile(|gpu| {
        for case in Heads::cases() {
            let case = case.untransposed();
            gpu.make_uniforms();
            let (q, cache) = (upload(gpu, &case.q), case.cache(gpu));
            // Room for one more column than the step has.
            let count = case.q.len() + case.shape.heads as usize * case.size();
            let att = upload(gpu, &vec![UNTOUCHED; count]);
            let attend = AttendMany::new(gpu, case.shape, q.all(), &cache, att.all()).unwrap();
            submit(gpu, case.step, |pass| attend.dispatch(pass, 0, &case.step)).unwrap();
            let att: Vec<f32> = download(gpu, &att, count);
            let (att, beyond) = att.split_at(case.q.len());
            assert_close(&case.name(), &case.attention(), att, BOUND);
            assert_same(&case.name(), &vec![UNTOUCHED; beyond.len()], beyond);
        }
    });
}
