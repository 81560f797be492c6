package io.backhand.bench;

import java.io.IOException;

/** Backhand behind another server: the same load comes by AJP/1.3 and by HTTP/1.1, and what they cost is compared. */
enum FrontContestant implements Contestant {
    AJP("backhand-ajp"),
    HTTP("backhand-http");

    private final String label;

    FrontContestant(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean takes(Scenario scenario) {
        return scenario.isBehindFront();
    }

    @Override
    public boolean isJava() {
        return true;
    }

    @Override
    public Proxy start(Site site) throws IOException {
        return BackhandProxy.start(site, label, this == AJP);
    }
}
