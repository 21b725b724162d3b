package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.protobuf.Any;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.graph.error.InterruptedRunException;
import org.lambdanas.graph.error.LambdaNasException;
import org.lambdanas.proto.v1.Conversion;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.ModelSignature;
import org.lambdanas.proto.v1.ModelTensor;
import org.lambdanas.proto.v1.PredictorFitted;
import org.lambdanas.proto.v1.ServerAddress;
import org.lambdanas.proto.v1.TableRow;
import org.lambdanas.proto.v1.TrialScore;
import org.lambdanas.search.cli.verb.ExitCode;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.StandardOutput;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

class MainTest {

  private record Run(int code, String out, String err) {}

  /** Does what a test tells it to. */
  @Command(name = "try")
  private static final class TryVerb extends Verb {

    private final Supplier<Result> work;

    @Option(names = "--count")
    private int count;

    @Option(names = "--file", converter = Refusing.class)
    private String file = "";

    TryVerb(Supplier<Result> work) {
      this.work = work;
    }

    @Override
    protected Result execute() {
      progress().println("progress" + file);
      if (count < 0) {
        throw usage("--count is " + count + ": must be 0 or more");
      }
      return work.get();
    }
  }

  private static final class Refusing implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      throw new DataException(value + ": cannot be read");
    }
  }

  private static Run run(Supplier<Result> work, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Lnas.commandLine().addSubcommand(new TryVerb(work));
    int code = Main.run(commandLine, args, new PrintWriter(out), new PrintWriter(err));
    return new Run(code, out.toString(), err.toString());
  }

  private static Run throwing(Throwable thrown, String... args) {
    return run(
        () -> {
          throw MainTest.<RuntimeException>unchecked(thrown);
        },
        args);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static Result result() {
    return Result.ok(
        List.of("first line", "second line"),
        TrialScore.newBuilder().setMean(1.5).setDeviation(Double.NEGATIVE_INFINITY).build());
  }

  @Test
  void resultsGoToStandardOutputAndProgressToStandardError() {
    Run run = run(MainTest::result, "try");
    assertThat(run.code()).isZero();
    assertThat(run.out().lines()).containsExactly("first line", "second line");
    assertThat(run.err().lines()).containsExactly("progress");
  }

  @Test
  void jsonIsOneLineWithoutNumbersThatJsonDoesNotHave() {
    Run run = run(MainTest::result, "try", "--json");
    assertThat(run.out().lines())
        .containsExactly("{\"mean\":1.5,\"deviation\":null,\"low\":0.0,\"high\":0.0,\"trials\":0}");
    assertThat(JsonParser.parseString(run.out()).isJsonObject()).isTrue();
  }

  @Test
  void numbersOf64BitsAreNumbersWhereEveryReaderCanHoldThem() {
    assertThat(json(PredictorFitted.newBuilder().setSeed(1L << 52).setBytes(-1).build()))
        .contains("\"seed\":4503599627370496,", "\"bytes\":\"18446744073709551615\"")
        .contains("\"label_transform\":\"LABEL_TRANSFORM_UNSPECIFIED\"", "\"settings\":{}")
        .doesNotContain("cross_validation");
    ModelTensor tensor = ModelTensor.newBuilder().addShape(-1).addShape(32).build();
    assertThat(json(ModelSignature.newBuilder().putInputs("NaN", tensor).build()))
        .contains("\"inputs\":{\"NaN\":{\"type\":\"\",\"shape\":[-1,32],");
    TableRow held =
        TableRow.newBuilder()
            .setRow(7)
            .addMetrics(MetricValue.newBuilder().setValue(Double.NaN))
            .build();
    assertThat(json(Conversion.newBuilder().setMessage(Any.pack(held)).build()))
        .contains("lambdanas.v1.TableRow\",\"row\":7,", "\"value\":null");
  }

  private static String json(Message message) {
    return run(() -> Result.ok(List.of(), message), "try", "--json").out();
  }

  @Test
  void quietSilencesProgressAndWarningsButNotErrors() {
    Run run = throwing(new DataException("broken"), "try", "--quiet");
    assertThat(run.err().lines()).containsExactly("lnas: broken");
    assertThat(LogManager.getRootLogger().getLevel()).isEqualTo(Level.ERROR);
    run(MainTest::result, "try");
    assertThat(LogManager.getRootLogger().getLevel()).isEqualTo(Level.WARN);
  }

  /** Every verb prints through one place; help and versions do not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "try",
        "try --json",
        "--help",
        "--version",
        "search --help",
        "predictors list",
        "predictors list --json",
        "convert (4,0,3,1,4,3) --json"
      })
  void resultsThatCannotBeWrittenAreAnError(String line) {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    StringWriter err = new StringWriter();
    int code =
        Main.run(
            Lnas.commandLine().addSubcommand(new TryVerb(MainTest::result)),
            line.split(" "),
            new StandardOutput(full),
            new PrintWriter(err));
    assertThat(code).isEqualTo(3);
    assertThat(err.toString().lines().filter(said -> !said.equals("progress")))
        .containsExactly("lnas: cannot write to standard output: No space left on device");
  }

  @Test
  void namesThatTheLocaleCannotHoldAreBadData() {
    Run run = throwing(new InvalidPathException("?pfel", "Malformed input"), "try", "--quiet");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("'?pfel'", "set LC_ALL=C.UTF-8");
  }

  @Test
  void aVerbMayEndWithAnotherExitCode() {
    assertThat(
            run(
                    () ->
                        new Result(List.of(), ServerAddress.getDefaultInstance(), ExitCode.FAILURE),
                    "try")
                .code())
        .isEqualTo(1);
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(new GraphBuildException("no such device"), 1, "lnas: no such device"),
        Arguments.of(new ConfigException("epochs is 0"), 2, "lnas: epochs is 0"),
        Arguments.of(new DataException("a.bin: cut short"), 3, "lnas: a.bin: cut short"),
        Arguments.of(new DivergedException("loss is NaN"), 4, "lnas: loss is NaN"),
        Arguments.of(new InterruptedRunException("stopped"), 5, "lnas: stopped"),
        Arguments.of(new InterruptedException(), 5, "lnas: interrupted"),
        Arguments.of(
            new IllegalStateException("odd"),
            1,
            "lnas: IllegalStateException: odd (--debug shows where)"),
        Arguments.of(
            new NullPointerException(),
            1,
            "lnas: java.lang.NullPointerException (--debug shows where)"),
        Arguments.of(
            new StackOverflowError(),
            1,
            "lnas: java.lang.StackOverflowError (--debug shows where)"),
        Arguments.of(
            new OutOfMemoryError("Physical memory usage is too high: 5G > 4G"),
            1,
            "lnas: out of native memory (Physical memory usage is too high: 5G > 4G): use fewer"
                + " channels, cells or images in a batch, or raise LNAS_MEMORY"),
        Arguments.of(
            new OutOfMemoryError("Java heap space"),
            1,
            "lnas: out of Java memory (Java heap space): raise the heap, such as"
                + " LNAS_JAVA_OPTS=-Xmx4g"),
        Arguments.of(
            new NoClassDefFoundError("Could not initialize class org.tensorflow.TensorFlow"),
            1,
            "lnas: a native library or class cannot be loaded (java.lang.NoClassDefFoundError:"
                + " Could not initialize class org.tensorflow.TensorFlow): run 'lnas doctor'"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void everyErrorIsOneLineAndAnExitCode(Throwable thrown, int code, String line) {
    Run run = throwing(thrown, "try");
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).containsExactly("progress", line);
  }

  @Test
  void foreignTextCannotBreakTheErrorLine() {
    Run run = throwing(new DataException("bad name 'a\r\n  b\u001b[31m'"), "try");
    assertThat(run.err().lines()).containsExactly("progress", "lnas: bad name 'a; b\\x1b[31m'");
  }

  @Test
  void debugAddsTheStackTraceBeforeTheErrorLine() {
    Run run = throwing(new DataException("broken"), "try", "--debug");
    assertThat(run.err()).contains("at " + MainTest.class.getName()).endsWith("lnas: broken\n");
  }

  @ParameterizedTest
  @MethodSource("badCommandLines")
  void badCommandLinesAreOneLineWithAHint(List<String> args, String line) {
    Run run = run(MainTest::result, args.toArray(String[]::new));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).endsWith(line + "\n").doesNotContain("\tat ");
  }

  static Stream<Arguments> badCommandLines() {
    return Stream.of(
        Arguments.of(List.of(), "lnas: no verb given (see 'lnas --help')"),
        Arguments.of(
            List.of("try", "--jsn"),
            "lnas: Unknown option: '--jsn', perhaps --json (see 'lnas try --help')"),
        Arguments.of(
            List.of("try", "--count", "x"),
            "lnas: Invalid value for option '--count': 'x' is no whole number (see 'lnas try"
                + " --help')"),
        Arguments.of(
            List.of("try", "--count", "-1"),
            "lnas: --count is -1: must be 0 or more (see 'lnas try --help')"));
  }

  @Test
  void whatAReaderRefusesInAnOptionKeepsItsWordsAndCode() {
    Run run = run(MainTest::result, "try", "--file", "x.bin");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err().lines()).containsExactly("lnas: x.bin: cannot be read");
  }

  @Test
  void versionAndHelpGoToStandardOutput() {
    Run version = run(MainTest::result, "--version");
    assertThat(version.code()).isZero();
    assertThat(version.out()).startsWith("Lambda-NAS ");
    Run help = run(MainTest::result, "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Verbs", "Exit codes:", "try");
    Run verbHelp = run(MainTest::result, "try", "--help");
    assertThat(verbHelp.out()).contains("--json", "--quiet", "--debug");
  }

  @Test
  void everyExceptionOfTheProjectHasItsCode() {
    assertThat(LambdaNasException.class.getPermittedSubclasses())
        .as("errors() lists each kind")
        .allSatisfy(
            kind -> assertThat(errors().map(a -> (Object) a.get()[0].getClass())).contains(kind));
  }
}
