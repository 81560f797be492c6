package io.backhand.agent;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * A signal to this JVM, and who handles it.
 *
 * <p>The classes for it, {@code sun.misc.Signal} and its handler, are in every JDK but not a part of the Java platform:
 * by reflection an agent starts without them too. Thread-safe; the JVM itself keeps the one handler of each signal.
 */
final class JvmSignal {
    private static final String SIGNAL = "sun.misc.Signal";

    private final String name;
    private final Class<?> handlerType;
    private final Object signal;
    private final Method handle;
    private final Method raise;

    /**
     * A signal of this platform.
     *
     * @param name without SIG
     * @throws IllegalArgumentException if there is none of this name, or no class for signals
     */
    JvmSignal(String name) {
        this.name = name;
        try {
            Class<?> type = Class.forName(SIGNAL);
            handlerType = Class.forName("sun.misc.SignalHandler");
            handle = type.getMethod("handle", type, handlerType);
            raise = type.getMethod("raise", type);
            signal = type.getConstructor(String.class).newInstance(name);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("SIG" + name + ": " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("SIG" + name + ": no " + SIGNAL + " in this JVM", e);
        }
    }

    String name() {
        return name;
    }

    /** A handler that runs this, on a thread of the JVM's for each signal that comes. */
    Handler handler(Runnable action) {
        return new Handler(Proxy.newProxyInstance(
                handlerType.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "equals" -> proxy == arguments[0];
                        case "hashCode" -> System.identityHashCode(proxy);
                        case "toString" -> "handler of SIG" + name;
                        default -> {
                            action.run();
                            yield null;
                        }
                    };
                }));
    }

    /**
     * Has this handler get the signal from now on, and returns who got it so far. A signal that the JVM was started to
     * ignore, as by {@code nohup}, stays ignored.
     *
     * @throws IllegalArgumentException if the JVM or the system keeps the signal to itself, as by {@code -Xrs}
     */
    Handler handleBy(Handler handler) {
        return new Handler(call(handle, signal, signal, handler.handler()));
    }

    /** Hands the signal to this handler. */
    void passTo(Handler handler) {
        try {
            call(handlerType.getMethod("handle", signal.getClass()), handler.handler(), signal);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends the signal to this JVM. */
    void raise() {
        call(raise, signal, signal);
    }

    private Object call(Method method, Object on, Object... arguments) {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("SIG" + name + ": " + e.getCause(), e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One of the JVM's signal handlers; two are equal if they are the same one. */
    record Handler(Object handler) {}
}
