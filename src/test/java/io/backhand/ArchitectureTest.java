package io.backhand;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Arrows between packages point one way, and the core knows the JDK alone. */
@AnalyzeClasses(packages = "io.backhand", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ARROWS_POINT_ONE_WAY = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("cli")
            .definedBy("io.backhand.cli..")
            .layer("server")
            .definedBy("io.backhand.server..")
            .layer("importing")
            .definedBy("io.backhand.importing..")
            .layer("config")
            .definedBy("io.backhand.config..")
            .layer("status")
            .definedBy("io.backhand.status..")
            .layer("ajp")
            .definedBy("io.backhand.ajp")
            .layer("ajp.codec")
            .definedBy("io.backhand.ajp.codec..")
            .layer("accesslog")
            .definedBy("io.backhand.accesslog..")
            .layer("proxy")
            .definedBy("io.backhand.proxy..")
            .layer("selectors")
            .definedBy("io.backhand.selectors..")
            .layer("health")
            .definedBy("io.backhand.health..")
            .layer("content")
            .definedBy("io.backhand.content..")
            .layer("agent")
            .definedBy("io.backhand.agent..")
            .layer("heartbeat")
            .definedBy("io.backhand.heartbeat..")
            .layer("routing")
            .definedBy("io.backhand.routing..")
            .layer("candidacy")
            .definedBy("io.backhand.candidacy..")
            .layer("cluster")
            .definedBy("io.backhand.cluster..")
            .layer("tls")
            .definedBy("io.backhand.tls..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("server")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("importing")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("server", "cli", "importing")
            .whereLayer("status")
            .mayOnlyBeAccessedByLayers("server", "cli")
            .whereLayer("ajp")
            .mayOnlyBeAccessedByLayers("server")
            // The configuration checks a packet's size and a secret where they are written.
            .whereLayer("ajp.codec")
            .mayOnlyBeAccessedByLayers("ajp", "server", "config")
            // The status asks the proxy for its counters and for who a client really is.
            .whereLayer("proxy")
            .mayOnlyBeAccessedByLayers("server", "cli", "status", "selectors", "health", "ajp")
            .whereLayer("accesslog")
            .mayOnlyBeAccessedByLayers("proxy", "config", "status", "server", "cli")
            .whereLayer("health")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("selectors")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("tls")
            .mayOnlyBeAccessedByLayers("server", "config", "proxy")
            .whereLayer("content")
            .mayOnlyBeAccessedByLayers("server", "proxy")
            .whereLayer("agent")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("heartbeat")
            .mayOnlyBeAccessedByLayers("agent", "config", "server", "cli", "status", "importing")
            .whereLayer("routing")
            .mayOnlyBeAccessedByLayers("proxy", "content", "config", "server", "cli", "status")
            .whereLayer("candidacy")
            .mayOnlyBeAccessedByLayers("routing", "proxy", "config", "server", "cli", "status", "importing");

    @ArchTest
    static final ArchRule CORE_KNOWS_THE_JDK_ALONE = classes()
            .that(resideInAnyPackage(
                    "io.backhand.cluster..",
                    "io.backhand.candidacy..",
                    "io.backhand.routing..",
                    "io.backhand.heartbeat..",
                    "io.backhand.tls..",
                    "io.backhand.importing.syntax..",
                    "io.backhand.ajp.codec.."))
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..",
                    "javax.crypto..",
                    "javax.net..",
                    "javax.naming..",
                    "javax.security.auth.x500..",
                    "org.jspecify..",
                    "io.backhand.cluster..",
                    "io.backhand.candidacy..",
                    "io.backhand.routing..",
                    "io.backhand.heartbeat..",
                    "io.backhand.tls..",
                    "io.backhand.importing.syntax..",
                    "io.backhand.ajp.codec.."));

    @ArchTest
    static final ArchRule MAIN_KNOWS_THE_JDK_ALONE = classes()
            .that()
            .resideInAPackage("io.backhand")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", "io.backhand"));
}
