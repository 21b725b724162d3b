package org.lambdanas.predictors.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.predictors.testing.OperationMeans;
import org.lambdanas.proto.v1.ListModelsRequest;
import org.lambdanas.proto.v1.PredictorServiceGrpc;
import org.lambdanas.proto.v1.ServerConfig;

/** Encryption, and a token that callers show. */
class ProtectedServiceTest {

  private static final String TOKEN = "0123456789abcdef0123";

  @TempDir private Path folder;
  private final List<PredictorServer> servers = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    servers.forEach(PredictorServer::close);
  }

  private static ServerConfig.Builder config() {
    return FieldSetting.withDefaults(ServerConfig.newBuilder()).setPort(0);
  }

  private PredictorServer start(ServerConfig.Builder config) {
    PredictorServer server =
        PredictorServer.start(
            new PredictorCatalogue(List.of(new OperationMeans())), config.build());
    servers.add(server);
    return server;
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), kind);
  }

  /** A certificate for this machine that it signed itself, and its key. */
  private ServerConfig.Builder withCertificate(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor(2, TimeUnit.MINUTES)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    char[] password = "changeit".toCharArray();
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password);
    }
    return config()
        .setTlsCertificate(
            write(name + ".pem", pem("CERTIFICATE", keys.getCertificate("server").getEncoded())))
        .setTlsKey(
            write(
                name + "-key.pem",
                pem("PRIVATE KEY", keys.getKey("server", password).getEncoded())));
  }

  private ManagedChannel channel(PredictorServer server, ChannelCredentials credentials) {
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:" + server.port(), credentials).build();
    channels.add(channel);
    return channel;
  }

  private static Status lists(ManagedChannel channel, @Nullable String authorization) {
    Metadata headers = new Metadata();
    if (authorization != null) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
    }
    try {
      return PredictorServiceGrpc.newBlockingStub(channel)
                  .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                  .listModels(ListModelsRequest.getDefaultInstance())
                  .getModelsCount()
              == 0
          ? Status.OK
          : Status.UNKNOWN;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  @Test
  void callsAreEncryptedAndNeedTheToken() throws Exception {
    ServerConfig.Builder config = withCertificate("own").setHost("0.0.0.0");
    config.setTokenFile(write("token", TOKEN + "\n"));
    PredictorServer server = start(config);
    assertThat(server.isLoopback()).isFalse();
    ManagedChannel channel =
        channel(
            server,
            TlsChannelCredentials.newBuilder()
                .trustManager(Path.of(config.getTlsCertificate()).toFile())
                .build());
    assertThat(lists(channel, "Bearer " + TOKEN).isOk()).isTrue();
    assertThat(lists(channel, "bearer " + TOKEN).isOk()).isTrue();
    assertThat(lists(channel, null))
        .satisfies(
            status -> {
              assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
              assertThat(status.getDescription()).contains("authorization: Bearer TOKEN");
            });
    for (String wrong :
        List.of(
            TOKEN,
            "Bearer",
            "Bearer ",
            "Bearer " + TOKEN.substring(1),
            "Bearer " + TOKEN + "0",
            "Basic " + TOKEN,
            "Bearer 0123456789abcdef0124")) {
      assertThat(lists(channel, wrong).getCode()).as(wrong).isEqualTo(Status.Code.UNAUTHENTICATED);
    }
    assertThat(
            HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
    assertThat(
            lists(channel(server, InsecureChannelCredentials.create()), "Bearer " + TOKEN)
                .getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::"})
  void otherMachinesNeedBothOrTheUsersWord(String host) throws Exception {
    ServerConfig.Builder open = config().setHost(host);
    assertRefused(open, "--host " + host, "--tls-certificate, --tls-key and --token-file");
    assertRefused(open.clone().setTokenFile(write("token", TOKEN)), "--host " + host);
    assertRefused(
        open.clone().setTlsCertificate("certificate.pem").setTlsKey("key.pem"), "--host " + host);
    assertThat(start(open.clone().setInsecure(true)).isLoopback()).isFalse();
  }

  private void assertRefused(ServerConfig.Builder config, String... words) {
    assertThatThrownBy(() -> start(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("\n");
  }

  @Test
  void whatCannotBeUsedIsRefusedInOneLine() throws Exception {
    ServerConfig.Builder good = withCertificate("own");
    String key = good.getTlsKey();
    assertRefused(good.clone().clearTlsKey(), "--tls-certificate needs --tls-key");
    assertRefused(good.clone().clearTlsCertificate(), "--tls-key needs --tls-certificate");
    assertRefused(good.clone().setTlsKey(good.getTlsCertificate()), "--tls-key", "own.pem");
    assertRefused(good.clone().setTlsCertificate(key), "--tls-certificate", "own-key.pem");
    assertRefused(good.clone().setTlsKey(folder.resolve("none").toString()), "--tls-key", "none");
    assertRefused(config().setTokenFile(write("short", "abc")), "--token-file", "holds no token");
    assertRefused(
        config().setTokenFile(write("words", "sixteen letters or more")), "holds no token");
    assertThatThrownBy(() -> start(config().setTokenFile(folder.resolve("none").toString())))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("--token-file", "none")
        .hasMessageNotContaining("\n");
  }
}
