package org.lambdanas.search.report;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lambdanas.graph.interchange.LocalPaths;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.Machine;
import org.lambdanas.proto.v1.RunProvenance;

/** Where a result comes from, on a page. */
final class Provenance {

  private Provenance() {}

  /** The subtitle of a run of epochs, which may still go on. */
  static String subtitle(
      String dataSet, long seed, int done, int epochs, RunProvenance provenance) {
    return dataSet
        + ", seed "
        + Long.toUnsignedString(seed)
        + ", "
        + done
        + " of "
        + epochs
        + " epochs, "
        + provenance.getStarted();
  }

  /** Adds the last section of a page. */
  static void show(Page page, RunProvenance provenance, Message config) {
    page.heading("Settings and origin");
    page.names(rows(LocalPaths.removed(provenance)));
    page.folded(
        "Resolved configuration", Messages.print(LocalPaths.removed(config), MessageFormat.TEXT));
  }

  private static List<List<String>> rows(RunProvenance provenance) {
    Machine machine = provenance.getMachine();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("command", "lnas " + String.join(" ", provenance.getArgumentsList())));
    rows.add(List.of("version", "Lambda-NAS " + provenance.getVersion()));
    rows.add(List.of("started", provenance.getStarted()));
    if (provenance.getImages() > 0) {
      rows.add(List.of("images", Long.toString(provenance.getImages())));
    }
    rows.add(
        List.of(
            "machine",
            String.format(
                Locale.ROOT,
                "%s, %s, %d processors, %.1f GiB",
                machine.getOperatingSystem(),
                machine.getArchitecture(),
                machine.getProcessors(),
                machine.getMemoryBytes() / (double) (1L << 30))));
    rows.add(
        List.of(
            "software",
            "Java " + machine.getJavaVersion() + ", TensorFlow " + machine.getTensorflowVersion()));
    rows.add(List.of("devices", String.join(", ", machine.getDevicesList())));
    return rows;
  }
}
