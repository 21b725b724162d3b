package org.lambdanas.search.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.lambdanas.search.parity.ParityCheck;
import org.lambdanas.search.parity.ParityReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares the mathematics with golden values of another implementation. */
@Command(
    name = "parity",
    description =
        "Build the super-network of a golden file and compare loss, gradients, alignment and the"
            + " regulariser's gradient with the values in it.")
final class Parity extends Verb {

  @Parameters(paramLabel = "FILE", description = "Golden file: JSON, plain or gzipped.")
  private Path file = Path.of("");

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      defaultValue = "float64",
      description = "What to compute in: float64 or float32 (default: ${DEFAULT-VALUE}).")
  private String precision = "float64";

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "cpu",
      description = "cpu (default), or a GPU such as gpu:0; golden values hold on both.")
  private String device = "cpu";

  @Override
  protected Result execute() {
    ExecutionOptions options = new ExecutionOptions(device, 0, 0);
    NativeTensorFlow.load().require(options);
    ParityReport report = ParityCheck.run(file, Precision.byId(precision), options);
    List<String> lines = new ArrayList<>();
    JsonArray errors = new JsonArray();
    for (ParityReport.Line line : report.lines()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-34s %9.2e  %s%s",
              line.quantity(),
              line.error(),
              line.ok() ? "ok" : "ABOVE " + line.tolerance(),
              line.worst().isEmpty() ? "" : "  (" + line.worst() + ")"));
      JsonObject error = new JsonObject();
      error.addProperty("quantity", line.quantity());
      error.addProperty("relative_error", line.error());
      error.addProperty("tolerance", line.tolerance());
      error.addProperty("ok", line.ok());
      if (!line.worst().isEmpty()) {
        error.addProperty("tensor", line.worst());
      }
      errors.add(error);
    }
    JsonObject json = new JsonObject();
    json.addProperty("space", report.space());
    json.addProperty("precision", report.precision());
    json.addProperty("ok", report.ok());
    json.add("errors", errors);
    return new Result(lines, json, report.ok() ? ExitCode.OK : ExitCode.FAILURE);
  }
}
