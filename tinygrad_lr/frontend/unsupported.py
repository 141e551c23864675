"""Names that torch has and this library has not: who asks for one is told what there is instead.

The error is a NotImplementedError, and an AttributeError too, so that `hasattr` and `getattr` with a default answer as ever.
"""

from __future__ import annotations

from typing import Any

from ..arrays.fixed import not_writable


class Unsupported(NotImplementedError, AttributeError):
    """A name of torch's that is not supported here."""


INSTEAD = {
    "there are float32 and float64": "float16 half bfloat16 HalfTensor BFloat16Tensor float8_e4m3fn float8_e5m2 "
    "float8_e4m3fnuz float8_e5m2fnuz float8_e8m0fnu",
    "there are int8, int16, int32, int64 and uint8": "uint16 uint32 uint64 qint8 quint8 qint32 int1 int2 int4 uint1 uint2 uint4",
    "numbers are real: float32 and float64": "complex complex32 complex64 complex128 cfloat cdouble chalf polar view_as_complex "
    "view_as_real conj conj_physical resolve_conj angle is_conj mH H adjoint",
    "tensors are dense": "sparse sparse_coo sparse_csr sparse_csc sparse_bsr sparse_bsc sparse_coo_tensor sparse_csr_tensor "
    "sparse_csc_tensor sparse_compressed_tensor to_sparse to_sparse_coo to_sparse_csr to_dense to_mkldnn coalesce indices values "
    "is_coalesced sparse_dim dense_dim sparse_mask spmm smm",
    "tensors are not quantized": "quantize_per_tensor quantize_per_channel dequantize int_repr q_scale q_zero_point qscheme",
    "convolutions and pooling are out of scope": "conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d "
    "avg_pool1d max_pool1d max_pool2d max_pool3d adaptive_avg_pool1d adaptive_max_pool1d",
    "recurrent networks are out of scope": "lstm gru rnn_tanh rnn_relu lstm_cell gru_cell rnn_tanh_cell rnn_relu_cell",
    "transforms of signals are out of scope": "fft stft istft hann_window hamming_window blackman_window kaiser_window",
    "decompositions are out of scope; numpy.linalg has them": "svd qr eig lu cholesky lstsq pinverse matrix_exp slogdet "
    "logdet det inverse lu_solve cholesky_solve cholesky_inverse matrix_power",
    "memory is NumPy's: numpy() shows it": "storage untyped_storage set_ resize_ resize_as_ as_strided as_strided_ UntypedStorage "
    "TypedStorage FloatStorage share_memory_ pin_memory is_shared",
    "there is one kind of compiler: tinygrad_lr.compile": "jit export fx _dynamo",
    "there are the devices cpu and cuda": "mps xpu mtia hpu",
    "automatic mixed precision is out of scope": "autocast amp GradScaler",
    "torchrun and mpirun start processes, and tinygrad_lr.distributed joins them": "multiprocessing",
    "functions are not mapped": "vmap func",
    "distributions are out of scope; rand, randn, normal, bernoulli and multinomial draw": "distributions",
    "what is here of it is torch's own, as torch.erf": "special",
    "models are neither downloaded nor exported": "hub onnx",
    "all is Python, which cProfile watches": "profiler",
}
LAYERS = {
    "convolutions and pooling are out of scope": "Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d LazyConv1d "
    "LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d Fold Unfold AvgPool1d AvgPool2d AvgPool3d "
    "AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d LPPool1d LPPool2d "
    "LPPool3d FractionalMaxPool2d FractionalMaxPool3d MaxPool1d MaxPool2d MaxPool3d MaxUnpool1d MaxUnpool2d MaxUnpool3d",
    "layers of images are out of scope": "BatchNorm2d BatchNorm3d LazyBatchNorm2d LazyBatchNorm3d InstanceNorm1d InstanceNorm2d "
    "InstanceNorm3d LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d LocalResponseNorm CrossMapLRN2d Dropout1d Dropout2d "
    "Dropout3d FeatureAlphaDropout Softmax2d PixelShuffle PixelUnshuffle ChannelShuffle Upsample UpsamplingBilinear2d UpsamplingNearest2d",
    "recurrent networks are out of scope": "RNN RNNBase RNNCell RNNCellBase LSTM LSTMCell GRU GRUCell",
    "attention is out of scope": "MultiheadAttention Transformer TransformerDecoder TransformerDecoderLayer TransformerEncoder "
    "TransformerEncoderLayer",
    "a process has one device; nn.parallel.DistributedDataParallel joins several": "DataParallel SyncBatchNorm",
}
OPTIMIZERS = {"optimizers take one gradient for each step": "LBFGS", "tensors are dense": "SparseAdam"}


def reasons(instead: dict[str, str]) -> dict[str, str]:
    """By name."""
    return {name: why for why, names in instead.items() for name in names.split()}


WHY, WHY_NO_LAYER, WHY_NO_OPTIMIZER = reasons(INSTEAD), reasons(LAYERS), reasons(OPTIMIZERS)

OF_TENSORS = (  # those that torch's tensors have
    "half bfloat16 cfloat cdouble chalf conj conj_physical resolve_conj angle is_conj mH H adjoint to_sparse "
    "to_sparse_coo to_sparse_csr to_dense to_mkldnn coalesce indices values is_coalesced sparse_dim dense_dim "
    "sparse_mask smm dequantize int_repr q_scale q_zero_point qscheme stft istft svd qr eig lu cholesky lstsq "
    "pinverse matrix_exp slogdet logdet det inverse lu_solve cholesky_solve cholesky_inverse matrix_power storage "
    "untyped_storage set_ resize_ resize_as_ as_strided as_strided_ share_memory_ pin_memory is_shared xpu mtia"
).split()
PROPERTIES = ("H", "mH")


def refuse_attribute(owner: str, name: str, why: dict[str, str] = WHY) -> None:
    """NotImplementedError for a name of torch's that is out of scope, with what is supported instead."""
    if name in why:
        raise Unsupported(f"{owner}.{name} is not supported here: {why[name]}")


class OutOfScope:
    """Such a name on a class. A `__getattr__` there would make every attribute of every tensor slower to read."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.owner, self.name = owner.__name__, name

    def __get__(self, instance: Any, owner: type) -> None:
        refuse_attribute(self.owner, self.name)


class OutOfScopeProperty(OutOfScope):
    """One that is no method: it cannot be written, either."""

    def __set__(self, instance: Any, value: Any) -> None:
        self.__delete__(instance)

    def __delete__(self, instance: Any) -> None:
        raise not_writable(self.name, "torch._C.TensorBase")


def refuse_on(cls: type) -> None:
    """Give a class these names, but for those that it has."""
    for name in OF_TENSORS:
        if name not in vars(cls):
            member = (OutOfScopeProperty if name in PROPERTIES else OutOfScope)()
            member.__set_name__(cls, name)
            setattr(cls, name, member)
