package dev.bringup.netboot;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers that were made already, by the bytes of their questions. An answer that is a function of
/// the question and the commit alone is made once for each commit. Bounded: when it is full it
/// begins anew, so that whoever makes up questions gets no more than he would without it. Used by
/// one event loop alone.
///
/// @param <A> an answer
final class Answered<A> {

    private static final int MOST = 4096;

    /// A longer question is rare, and not worth its memory.
    private static final int LONGEST = 600;

    private final Map<ByteBuf, A> answers = new HashMap<>();
    private @Nullable Object commit;

    /// What was answered to the readable bytes of `question`, as long as `of` is the very same.
    Optional<A> find(Object of, ByteBuf question) {
        if (isOther(of)) {
            answers.clear();
            commit = of;
        }
        return Optional.ofNullable(answers.get(question));
    }

    @SuppressWarnings("ReferenceEquality")
    private boolean isOther(Object of) {
        return commit != of;
    }

    /// After [#find] did not find it.
    void keep(ByteBuf question, A answer) {
        if (question.readableBytes() > LONGEST) {
            return;
        }
        if (answers.size() >= MOST) {
            answers.clear();
        }
        answers.put(Unpooled.copiedBuffer(question).asReadOnly(), answer);
    }
}
