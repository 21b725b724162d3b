package org.lambdanas.search.cli.machine;

import java.nio.file.Path;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.proto.v1.ParityError;
import org.lambdanas.proto.v1.ParityResult;
import org.lambdanas.search.cli.verb.ExitCode;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.lambdanas.search.parity.ParityCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares the mathematics with golden values of another implementation. */
@Command(
    name = "parity",
    header = "Build the network of a golden file and compare with the values in it.",
    description =
        "Loss, gradients, alignment and the regulariser's gradient of a super-network, or "
            + "the training-free measures of a network.",
    footer = "lnas parity golden.json.gz --precision float64")
public final class Parity extends Verb {

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
    ParityResult result =
        ParityCheck.run(file, Precision.byId(precision), options).toBuilder()
            .setDevice(device)
            .build();
    Lines lines = new Lines();
    for (ParityError line : result.getErrorsList()) {
      lines.add(
          "%-34s %9.2e  %s%s",
          line.getQuantity(),
          line.getRelativeError(),
          line.getOk() ? "ok" : "ABOVE " + line.getTolerance(),
          line.getTensor().isEmpty() ? "" : "  (" + line.getTensor() + ")");
    }
    if (result.getNotComparedCount() > 0) {
      lines.add("not compared: %s", String.join(", ", result.getNotComparedList()));
    }
    return new Result(lines.list(), result, result.getOk() ? ExitCode.OK : ExitCode.FAILURE);
  }
}
