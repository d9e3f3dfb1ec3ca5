package firegate.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the house. */
@AnalyzeClasses(
        packages = "firegate",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule ingestKnowsNothingOfTheOthers = noClasses()
            .that()
            .resideInAPackage("firegate.ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("firegate.dashboard..", "firegate.gateway..");

    @ArchTest
    static final ArchRule dashboardKnowsNothingOfTheGateway = noClasses()
            .that()
            .resideInAPackage("firegate.dashboard..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("firegate.gateway..");

    @ArchTest
    static final ArchRule theHeartImportsOnlyTheJdkAndItself = classes()
            .that()
            .resideInAnyPackage(
                    "firegate.ingest.telemetry..",
                    "firegate.ingest.rule..",
                    "firegate.ingest.alarm..",
                    "firegate.ingest.device..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "firegate.ingest.telemetry..",
                    "firegate.ingest.rule..",
                    "firegate.ingest.alarm..",
                    "firegate.ingest.device..");

    @ArchTest
    static final ArchRule noSocketsInTheCore = noClasses()
            .that()
            .resideInAPackage("firegate.ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..");

    @ArchTest
    static final ArchRule vertxInternalsStayInOneClassOfEachProtocol = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("firegate.gateway.mqtt.MqttPipeline")
            .and()
            .doNotHaveFullyQualifiedName("firegate.dashboard.live.Screen")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.core.internal..");

    @ArchTest
    static final ArchRule theDomainHasNoWallClock = noClasses()
            .that()
            .resideInAnyPackage("firegate.ingest..", "firegate.dashboard..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule noCyclesBetweenPackages =
            slices().matching("firegate.(*).(*)..").should().beFreeOfCycles();
}
