package org.lambdanas.graph.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.proto.v1.NamedTensor;
import org.tensorflow.ndarray.Shape;

/** A process that loads a SavedModel, as a stranger would, and says what it computes. */
public final class SavedModelProbe {

  private static final String IMAGES = "images";
  private static final String LOGITS = "logits";

  private SavedModelProbe() {}

  /**
   * The process.
   *
   * @param arguments folder of the model, file with images, file for logits
   */
  public static void main(String[] arguments) {
    ExportedModel description = ExportedModel.open(Path.of(arguments[0]));
    NamedTensor images = Messages.read(Path.of(arguments[1]), NamedTensor.getDefaultInstance());
    int batch = Math.toIntExact(images.getShape(0));
    try (LoadedModel model = LoadedModel.trusted(description)) {
      double[] logits =
          model
              .classify(TensorMessages.floats(images, TensorMessages.shape(images)), batch)
              .logits();
      Messages.write(
          Path.of(arguments[2]), TensorMessages.of(LOGITS, new long[] {logits.length}, logits));
    }
  }

  /** Runs it with the same Java and class path as this process. */
  static double[] fork(Path folder, float[] pixels, int batch, Path questions, Path answers)
      throws IOException {
    Shape shape = ExportedModel.open(folder).imageShape().prepend(batch);
    Messages.write(questions, TensorMessages.of(IMAGES, shape.asArray(), pixels));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The limits of native memory and the place of native libraries; no agents.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            argument ->
                argument.startsWith("-Dorg.bytedeco.")
                    || argument.startsWith("-Djava.util.logging.")
                    || argument.startsWith("-Xmx")
                    || argument.startsWith("--enable-native-access")
                    || argument.startsWith("--sun-misc-unsafe-memory-access"))
        .forEach(command::add);
    // It lives for seconds, in which the second compiler would cost more than it brings.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SavedModelProbe.class.getName());
    command.addAll(List.of(folder.toString(), questions.toString(), answers.toString()));
    File log = File.createTempFile("lnas-probe", ".log");
    try {
      Process process =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
      try {
        int code = process.waitFor();
        if (code != 0) {
          throw new GraphBuildException(
              "a process that loads the exported model failed with exit code "
                  + code
                  + ": "
                  + reason(log)
                  + "; the model was not kept");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the exported model was checked", e);
      } finally {
        process.destroyForcibly();
      }
    } finally {
      Files.deleteIfExists(log.toPath());
    }
    NamedTensor logits = Messages.read(answers, NamedTensor.getDefaultInstance());
    return TensorMessages.doubles(logits, TensorMessages.shape(logits));
  }

  /** The line of an exception, if there is one. */
  private static String reason(File log) throws IOException {
    List<String> lines = List.of(new String(Files.readAllBytes(log.toPath()), UTF_8).split("\\R"));
    return lines.stream()
        .filter(line -> line.startsWith("Exception"))
        .findFirst()
        .orElse(lines.get(lines.size() - 1));
  }
}
