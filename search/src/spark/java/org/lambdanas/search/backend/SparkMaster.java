package org.lambdanas.search.backend;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.GraphBuildException;

/**
 * The master of a Spark application.
 *
 * @param url as Spark takes it
 * @param hosts of a standalone cluster's masters, of which one leads; empty: it is none
 */
record SparkMaster(String url, List<InetSocketAddress> hosts) {

  private static final Pattern LOCAL =
      Pattern.compile("local(?:\\[(?<threads>\\d+|\\*)(?:,\\d+)?])?");

  private static final Pattern STANDALONE =
      Pattern.compile("spark://(?<hosts>[^\\s/:,]+:\\d{1,5}(?:,[^\\s/:,]+:\\d{1,5})*)");

  /** Managers that Spark brings in distributions of its own. */
  private static final Pattern MANAGED = Pattern.compile("yarn|k8s://\\S+");

  private static final int PATIENCE_MILLIS = 5000;

  private static final int LARGEST_PORT = 65535;

  SparkMaster {
    hosts = List.copyOf(hosts);
  }

  /**
   * Reads a URL.
   *
   * @param attempts of each task, which local masters take from their name only
   * @throws ConfigException if Spark has no such master
   */
  static SparkMaster of(String url, int attempts) {
    Matcher local = LOCAL.matcher(url);
    if (local.matches()) {
      String threads = local.group("threads");
      return new SparkMaster(
          url.contains(",")
              ? url
              : "local[%s,%d]".formatted(threads == null ? "1" : threads, attempts),
          List.of());
    }
    Matcher standalone = STANDALONE.matcher(url);
    if (standalone.matches()) {
      return new SparkMaster(
          url,
          Arrays.stream(standalone.group("hosts").split(","))
              .map(host -> host(url, host))
              .toList());
    }
    if (!MANAGED.matcher(url).matches()) {
      throw unknown(url);
    }
    return new SparkMaster(url, List.of());
  }

  private static InetSocketAddress host(String url, String host) {
    int colon = host.indexOf(':');
    int port = Integer.parseInt(host.substring(colon + 1));
    if (port == 0 || port > LARGEST_PORT) {
      throw unknown(url);
    }
    return new InetSocketAddress(host.substring(0, colon), port);
  }

  private static ConfigException unknown(String url) {
    return new ConfigException(
        "--spark-master is '%s': must be like local[2] or spark://HOST:7077"
            .formatted(Excerpt.of(url)));
  }

  boolean isLocal() {
    return url.startsWith("local");
  }

  /** Whether no other machine takes part. */
  boolean isOnThisMachine() {
    return isLocal() || (!hosts.isEmpty() && hosts.stream().allMatch(host -> isLoopback(host)));
  }

  private static boolean isLoopback(InetSocketAddress host) {
    return host.getAddress() != null && host.getAddress().isLoopbackAddress();
  }

  /**
   * Asks whether somebody is there, which Spark itself takes a minute to find out.
   *
   * @throws GraphBuildException if nobody answers
   */
  void requireAnswer() {
    String reason = "";
    for (InetSocketAddress host : hosts) {
      try (Socket socket = new Socket()) {
        socket.connect(host, PATIENCE_MILLIS);
        return;
      } catch (IOException e) {
        reason = host.isUnresolved() ? "unknown host" : Excerpt.firstLine(e);
      }
    }
    if (!hosts.isEmpty()) {
      throw new GraphBuildException(
          "no Spark master answers at %s (%s): start it, or name another with --spark-master"
              .formatted(Excerpt.of(url), reason));
    }
  }
}
