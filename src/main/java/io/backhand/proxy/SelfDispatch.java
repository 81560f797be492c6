package io.backhand.proxy;

import org.eclipse.jetty.util.Callback;

/** Has this machine's own application answer a request, where the chain has chosen this machine. */
@FunctionalInterface
public interface SelfDispatch {
    /** Answers on a thread of its own choice, since an application may block, and completes the callback. */
    void dispatch(Callback callback);
}
