package org.lambdanas.predictors.service;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;

/** Lets only calls through that show the server's token. */
final class TokenCheck implements ServerInterceptor {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final String SCHEME = "Bearer ";

  /** Shorter ones can be tried out. */
  private static final int SHORTEST = 16;

  private final byte[] token;

  private TokenCheck(String token) {
    this.token = token.getBytes(US_ASCII);
  }

  /**
   * Reads the token.
   *
   * @throws DataException if the file cannot be read
   * @throws ConfigException if it holds no token
   */
  static TokenCheck of(Path file) {
    String token;
    try {
      token = Files.readString(file).strip();
    } catch (IOException e) {
      throw new DataException("--token-file " + file + " cannot be read: " + e, e);
    }
    if (token.length() < SHORTEST || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new ConfigException(
          "--token-file "
              + file
              + " holds no token: one line of "
              + SHORTEST
              + " or more letters, digits and signs without blanks");
    }
    return new TokenCheck(token);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String shown = headers.get(AUTHORIZATION);
    if (shown != null
        && shown.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        // In the same time wherever they differ.
        && MessageDigest.isEqual(
            shown.substring(SCHEME.length()).strip().getBytes(US_ASCII), token)) {
      return next.startCall(call, headers);
    }
    call.close(
        Status.UNAUTHENTICATED.withDescription(
            "the call needs the metadata 'authorization: Bearer TOKEN' with this server's token"),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
