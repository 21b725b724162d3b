"""Fits and queries a predictor over gRPC with nothing but the .proto files.

usage: predictor_client.py STUBS PORT FIT_REQUEST QUERIES

STUBS is the folder of the generated modules, FIT_REQUEST a FitRequest in text form,
QUERIES a file with one NAS-Bench-201 cell a line. Prints one prediction a line, exactly.
"""

import re
import sys

sys.path.insert(0, sys.argv[1])

import grpc  # noqa: E402
from google.protobuf import text_format  # noqa: E402
from lambdanas.v1 import architecture_pb2, prediction_pb2  # noqa: E402
from lambdanas.v1 import predictor_service_pb2 as service  # noqa: E402
from lambdanas.v1 import predictor_service_pb2_grpc as service_grpc  # noqa: E402


def observation(line):
    cell = architecture_pb2.EdgeCell(operations=re.findall(r"([a-z0-9_]+)~", line))
    architecture = architecture_pb2.Architecture(space="nasbench201", edge_cell=cell)
    return prediction_pb2.Observation(architecture=architecture)


def main():
    with open(sys.argv[3], encoding="utf-8") as file:
        fit = text_format.Parse(file.read(), service.FitRequest())
    with open(sys.argv[4], encoding="utf-8") as file:
        queries = [observation(line) for line in file]
    with grpc.insecure_channel("127.0.0.1:" + sys.argv[2]) as channel:
        stub = service_grpc.PredictorServiceStub(channel)
        infos = stub.ListPredictors(service.ListPredictorsRequest(space="nasbench201")).predictors
        assert fit.spec.predictor in [info.predictor for info in infos], infos
        model = stub.Fit(fit).model
        answer = stub.Query(service.QueryRequest(model=model, queries=queries))

        # The same in pieces, as a stream, and with the model handed out and taken up again.
        saved = stub.Download(service.DownloadRequest(model=model)).predictor
        other = stub.Load(service.LoadRequest(predictor=saved)).model
        pieces = [queries[i : i + 7] for i in range(0, len(queries), 7)]
        requests = (service.QueryRequest(model=other, queries=piece) for piece in pieces)
        streamed = [p for part in stub.QueryStream(requests) for p in part.predictions]
        assert [p.mean for p in streamed] == [p.mean for p in answer.predictions]

        stub.Release(service.ReleaseRequest(model=other))
        try:
            stub.Query(service.QueryRequest(model=other))
            raise AssertionError("a released model answers")
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.NOT_FOUND, error
    for prediction in answer.predictions:
        print(repr(prediction.mean))


main()
