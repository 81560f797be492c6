package io.backhand;

/** Placeholder. */
public final class Main {
    private Main() {}

    /** Runs. */
    public static void main(String[] args) {
        System.out.println("backhand");
    }
}
