package org.lambdanas.predictors.service;

/**
 * How a server listens and what it may take.
 *
 * @param host name or address of the interface to listen on; {@code "127.0.0.1"} takes calls from
 *     the same machine only
 * @param port 1 to 65535; 0: any that is free
 * @param mostMessageBytes longest request accepted
 * @param mostModels fitted predictors kept at a time
 * @param mostModelBytes size of all kept predictors together, as messages
 * @param fitThreads fits at a time
 * @param mostWaitingFits fits that may wait for their turn
 */
public record ServerOptions(
    String host,
    int port,
    int mostMessageBytes,
    int mostModels,
    long mostModelBytes,
    int fitThreads,
    int mostWaitingFits) {

  /** Listens on any free port of the loopback interface. */
  public static ServerOptions loopback() {
    return new ServerOptions("127.0.0.1", 0, 64 << 20, 64, 1L << 30, 2, 16);
  }
}
