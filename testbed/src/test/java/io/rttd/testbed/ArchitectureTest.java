package io.rttd.testbed;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.rttd.daemon.Main;
import java.util.stream.Stream;

/** The house's rooms, and which doors are between them. The class path here holds every room. */
@AnalyzeClasses(packages = "io.rttd", importOptions = ArchitectureTest.NoTests.class)
class ArchitectureTest {
  /** Leaves out the rooms' test classes, also those that come as a jar. */
  static final class NoTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("test-classes") && !location.contains("-tests.jar");
    }
  }

  private static final String CONFIG = "io.rttd.config..";
  private static final String MODEL = "io.rttd.model..";
  private static final String ENGINE = "io.rttd.engine..";
  private static final String CAPTURE = "io.rttd.capture..";
  private static final String CAPTURE_FILES = "io.rttd.capture.file..";
  private static final String PIPELINE = "io.rttd.pipeline..";
  private static final String REPORTING = "io.rttd.reporting..";
  private static final String OTLP = "io.rttd.otlp..";
  private static final String ANALYZE = "io.rttd.analyze..";
  private static final String COMPARE = "io.rttd.compare..";
  private static final String TOP = "io.rttd.top..";
  private static final String AUDIT = "io.rttd.audit..";
  private static final String TRAINING = "io.rttd.training..";
  private static final String DAEMON = "io.rttd.daemon..";
  private static final String DOGSTATSD = "io.rttd.reporting.dogstatsd..";
  private static final String PROBE = "io.rttd.probe..";
  private static final String PERF = "io.rttd.perf..";
  private static final String TESTBED = "io.rttd.testbed..";
  private static final String PACKAGING = "io.rttd.packaging..";
  private static final String JDK = "java..";
  private static final String[] PCAP_AND_JNA = {"org.pcap4j..", "com.sun.jna.."};

  private static final String[] DECOMPRESSORS = {
    "io.airlift.compress..", "org.tukaani.xz..", "org.apache.commons.compress.."
  };

  @ArchTest static final ArchRule modelKnowsNobody = only(MODEL, JDK, MODEL);

  @ArchTest
  static final ArchRule configKnowsTheModelOnly =
      only(CONFIG, JDK, CONFIG, MODEL, "org.yaml.snakeyaml..");

  @ArchTest
  static final ArchRule engineKnowsModelAndConfigurationOnly =
      only(
          ENGINE,
          JDK,
          ENGINE,
          MODEL,
          CONFIG,
          "com.lmax.disruptor..",
          "org.agrona..",
          "org.HdrHistogram..");

  @ArchTest
  static final ArchRule engineKnowsNoSocketAndNoFile =
      noClasses()
          .that()
          .resideInAPackage(ENGINE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.nio.file..", "java.nio.channels..", "javax..")
                  .or(fullyQualified("java\\.net\\.(?!InetAddress|UnknownHostException).*"))
                  .or(fullyQualified("java\\.io\\.(File|Random|.*Stream|.*Reader|.*Writer).*")));

  @ArchTest
  static final ArchRule captureKnowsNoEngine =
      only(
          CAPTURE,
          JDK,
          CAPTURE,
          CONFIG,
          MODEL,
          "org.agrona..",
          PCAP_AND_JNA[0],
          PCAP_AND_JNA[1],
          DECOMPRESSORS[0],
          DECOMPRESSORS[1],
          DECOMPRESSORS[2]);

  @ArchTest
  static final ArchRule captureKnowsNoFileFormat =
      nobodyOutside(
          new String[] {CAPTURE_FILES, PIPELINE, ANALYZE, TRAINING, PROBE, DAEMON, PERF, TESTBED},
          CAPTURE_FILES);

  @ArchTest
  static final ArchRule captureFilesKnowNoLiveCapture =
      noClasses()
          .that()
          .resideInAPackage(CAPTURE_FILES)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "io.rttd.capture.afpacket..",
                      "io.rttd.capture.libpcap..",
                      "io.rttd.capture.natives..")
                  .or(resideInAnyPackage(PCAP_AND_JNA)));

  /** Capture and engine meet in the pipeline; only benchmarks run an engine of their own. */
  @ArchTest
  static final ArchRule onlyThePipelineBuildsEngines =
      noClasses()
          .that()
          .resideOutsideOfPackages(ENGINE, PIPELINE, PERF)
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.rttd.engine.RttEngine");

  @ArchTest
  static final ArchRule pipelineJoinsCaptureAndEngine =
      only(PIPELINE, JDK, PIPELINE, MODEL, CONFIG, CAPTURE, ENGINE, "org.agrona..");

  @ArchTest
  static final ArchRule onlyCaptureFilesAreDecompressed =
      noClasses()
          .that()
          .resideOutsideOfPackage(CAPTURE_FILES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DECOMPRESSORS);

  @ArchTest
  static final ArchRule reportingKnowsTheEnginesSnapshots =
      noClasses()
          .that()
          .resideInAPackage(REPORTING)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(CAPTURE, PIPELINE, OTLP, ANALYZE, DAEMON)
                  .or(resideInAnyPackage(ENGINE).and(outside("snapshot"))));

  @ArchTest
  static final ArchRule onlyCaptureSeesPcapAndJna =
      noClasses()
          .that()
          .resideOutsideOfPackages(CAPTURE, PERF, TESTBED)
          // JNA is its way to JNI; it makes no packet calls.
          .and()
          .doNotHaveFullyQualifiedName("io.rttd.probe.AgronaAccess")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PCAP_AND_JNA);

  @ArchTest
  static final ArchRule onlyConfigSeesYaml =
      noClasses()
          .that()
          .resideOutsideOfPackage(CONFIG)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.yaml..");

  @ArchTest
  static final ArchRule onlyDogStatsDSeesTheStatsDClient =
      noClasses()
          .that()
          .resideOutsideOfPackage(DOGSTATSD)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.timgroup.statsd..");

  @ArchTest
  static final ArchRule onlyOnePlaceWritesJson =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.rttd.reporting.json")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("com.fasterxml.jackson.core.JsonGenerator");

  @ArchTest
  static final ArchRule onlyPrometheusSeesItsClient =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.rttd.reporting.prometheus..", "io.rttd.perf.example")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.prometheus..", "com.sun.net.httpserver..");

  @ArchTest
  static final ArchRule otlpKnowsReportsOnly =
      only(
          OTLP,
          JDK,
          OTLP,
          MODEL,
          CONFIG,
          REPORTING,
          "io.rttd.engine.snapshot..",
          "io.opentelemetry..",
          "javax.net.ssl..",
          "org.agrona..",
          "org.HdrHistogram..");

  @ArchTest
  static final ArchRule onlyOtlpSeesOpenTelemetry =
      noClasses()
          .that()
          .resideOutsideOfPackage(OTLP)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.opentelemetry..");

  @ArchTest
  static final ArchRule onlyTheDaemonUsesOtlp = nobodyOutside(new String[] {OTLP, DAEMON}, OTLP);

  @ArchTest
  static final ArchRule onlyEngineAndWiringSeeTheDisruptor =
      noClasses()
          .that()
          .resideOutsideOfPackages(ENGINE, "io.rttd.daemon.run..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.lmax.disruptor..");

  @ArchTest
  static final ArchRule onlyTheCommandsSeePicocli =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.rttd.daemon", "io.rttd.daemon.command", PERF, TESTBED, PACKAGING)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  /** Manuals and completion are made of the commands. */
  @ArchTest
  static final ArchRule nobodyDependsOnTheDaemonButPackaging =
      nobodyOutside(new String[] {DAEMON, PACKAGING, TESTBED}, DAEMON);

  @ArchTest
  static final ArchRule onlyTheDaemonAndTheLibraryAnalyze =
      nobodyOutside(
          new String[] {ANALYZE, COMPARE, TOP, AUDIT, DAEMON, PROBE, PACKAGING, TESTBED}, ANALYZE);

  @ArchTest
  static final ArchRule topShowsReportsAsText =
      only(TOP, JDK, TOP, MODEL, REPORTING, "io.rttd.analyze.text..");

  @ArchTest
  static final ArchRule onlyTheDaemonUsesTop = nobodyOutside(new String[] {TOP, DAEMON}, TOP);

  @ArchTest
  static final ArchRule auditKnowsNoAnalysis =
      noClasses()
          .that()
          .resideInAPackage(AUDIT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.rttd.analyze", CAPTURE_FILES);

  @ArchTest
  static final ArchRule onlyTheDaemonAudits = nobodyOutside(new String[] {AUDIT, DAEMON}, AUDIT);

  @ArchTest
  static final ArchRule onlyTheDaemonCompares =
      nobodyOutside(new String[] {COMPARE, DAEMON, TESTBED}, COMPARE);

  @ArchTest
  static final ArchRule comparisonKnowsAnalysesOnly =
      only(COMPARE, JDK, COMPARE, ANALYZE, MODEL, REPORTING, "io.rttd.capture", "io.rttd.pipeline");

  @ArchTest
  static final ArchRule trainingWritesCapturesOnly =
      only(TRAINING, JDK, TRAINING, "io.rttd.capture", CAPTURE_FILES, "org.agrona..");

  @ArchTest
  static final ArchRule onlyTheDaemonAndBenchmarksTrain =
      nobodyOutside(new String[] {TRAINING, DAEMON, PERF, TESTBED}, TRAINING);

  @ArchTest
  static final ArchRule nobodyDependsOnTheLibrary =
      nobodyOutside(new String[] {PROBE, PERF, TESTBED}, PROBE);

  @ArchTest
  static final ArchRule onlyTheTestbedUsesTheBenchmarksPages =
      nobodyOutside(new String[] {PERF, TESTBED}, PERF);

  @ArchTest
  static final ArchRule nobodyDependsOnTestbedAndPackaging =
      noClasses()
          .that()
          .resideOutsideOfPackages(TESTBED, PACKAGING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TESTBED, PACKAGING);

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.rttd.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nobodyPrintsBesideMain =
      noClasses()
          .that()
          .resideOutsideOfPackages(PERF, TESTBED)
          .and()
          .doNotHaveFullyQualifiedName(Main.class.getName())
          .should()
          .accessTargetWhere(
              DescribedPredicate.<JavaAccess<?>>describe(
                  "is the process's standard output or error",
                  access ->
                      access
                          .getTarget()
                          .getFullName()
                          .matches("java\\.(lang\\.System|io\\.FileDescriptor)\\.(out|err)")))
          .orShould()
          .callMethod(Throwable.class, "printStackTrace");

  @ArchTest
  static final ArchRule everybodyLogsThroughTheSystemLogger =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.rttd.daemon.logging")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.logging..", "org.slf4j..");

  private static ArchRule nobodyOutside(String[] these, String room) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(these)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(room);
  }

  private static ArchRule only(String room, String... mayImport) {
    return classes()
        .that()
        .resideInAPackage(room)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(mayImport);
  }

  private static DescribedPredicate<JavaClass> fullyQualified(String regex) {
    return DescribedPredicate.describe(
        "are named " + regex, type -> type.getFullName().matches(regex));
  }

  private static DescribedPredicate<JavaClass> outside(String... packagesOfEngine) {
    return DescribedPredicate.not(
        resideInAnyPackage(
            Stream.of(packagesOfEngine)
                .map(name -> "io.rttd.engine." + name + "..")
                .toArray(String[]::new)));
  }
}
