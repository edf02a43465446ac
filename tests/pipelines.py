"""Tiny diffusion pipelines with random weights, in the layout of diffusers: nothing is fetched.

They paint noise, but by the same steps as the models they are shaped like. Only import it where torch,
transformers and diffusers are installed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    ControlNetModel,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    PNDMScheduler,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
    StableDiffusionInpaintPipeline,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    T5Config,
    T5EncoderModel,
    T5Tokenizer,
)

SIDE = 64
"""The models' own size in pixels; a latent pixel is 8 wide."""
_WIDTH = 16
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def save_all(folder: Path) -> Mapping[str, Path]:
    """Save every pipeline into a folder of its own under ``folder``; the folders by name.

    ``sd`` is shaped like Stable Diffusion 1.5, ``sdxl`` like XL and ``flow`` like 3; ``inpaint`` is one of the first
    kind that only repaints, ``control`` a ControlNet for ``sd``.
    """
    builders: Mapping[str, Callable[[], Any]] = {
        "sd": _sd,
        "sdxl": _sdxl,
        "flow": _flow,
        "inpaint": _inpaint,
        "control": _control,
    }
    for number, (name, build) in enumerate(builders.items()):
        torch.manual_seed(number)
        build().save_pretrained(folder / name)
    return {name: folder / name for name in builders}


def _sd() -> StableDiffusionPipeline:
    return StableDiffusionPipeline(**_parts(**_UNET))


def _inpaint() -> StableDiffusionInpaintPipeline:
    """Its network sees a mask and a picture besides what it paints."""
    return StableDiffusionInpaintPipeline(**_parts(**{**_UNET, "in_channels": 9}))


def _parts(**unet: Any) -> dict[str, Any]:
    return {
        "vae": _vae(4),
        "text_encoder": CLIPTextModel(_text()),
        "tokenizer": _tokenizer(),
        "unet": UNet2DConditionModel(cross_attention_dim=_WIDTH, **unet),
        "scheduler": PNDMScheduler(skip_prk_steps=True, steps_offset=1, **_BETAS),
        "safety_checker": None,
        "feature_extractor": None,
        "requires_safety_checker": False,
    }


def _sdxl() -> StableDiffusionXLPipeline:
    unet = UNet2DConditionModel(
        cross_attention_dim=2 * _WIDTH,
        addition_embed_type="text_time",
        addition_time_embed_dim=4,
        projection_class_embeddings_input_dim=6 * 4 + _WIDTH,
        use_linear_projection=True,
        **_UNET,
    )
    return StableDiffusionXLPipeline(
        vae=_vae(4),
        text_encoder=CLIPTextModel(_text()),
        text_encoder_2=CLIPTextModelWithProjection(_text()),
        tokenizer=_tokenizer(),
        tokenizer_2=_tokenizer(),
        unet=unet,
        scheduler=EulerDiscreteScheduler(steps_offset=1, **_BETAS),
        add_watermarker=False,
    )


def _flow() -> StableDiffusion3Pipeline:
    transformer = SD3Transformer2DModel(
        sample_size=SIDE // 8,
        patch_size=2,
        in_channels=16,
        out_channels=16,
        num_layers=1,
        attention_head_dim=8,
        num_attention_heads=2,
        joint_attention_dim=2 * _WIDTH,
        caption_projection_dim=16,
        pooled_projection_dim=2 * _WIDTH,
        pos_embed_max_size=64,
    )
    return StableDiffusion3Pipeline(
        vae=_vae(16, use_quant_conv=False, use_post_quant_conv=False, shift_factor=0.06),
        text_encoder=CLIPTextModelWithProjection(_text()),
        text_encoder_2=CLIPTextModelWithProjection(_text()),
        text_encoder_3=_t5(),
        tokenizer=_tokenizer(),
        tokenizer_2=_tokenizer(),
        tokenizer_3=T5Tokenizer(vocab=_pieces(), extra_ids=0, model_max_length=77),
        transformer=transformer,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
    )


def _control() -> ControlNetModel:
    """Unlike a new one it has something to say: its last layers are not zero."""
    unet = UNet2DConditionModel(cross_attention_dim=_WIDTH, **_UNET)
    control = ControlNetModel.from_unet(unet, conditioning_embedding_out_channels=(4, 4, 4, 4))
    for weight in control.parameters():
        torch.nn.init.normal_(weight, std=0.1)
    return control


_UNET: dict[str, Any] = {
    "sample_size": SIDE // 8,
    "in_channels": 4,
    "out_channels": 4,
    "layers_per_block": 1,
    "block_out_channels": (8, 16),
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
    "attention_head_dim": 2,
    "norm_num_groups": 4,
}
_BETAS: dict[str, Any] = {
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
}


def _vae(channels: int, **more: Any) -> AutoencoderKL:
    blocks = 4
    return AutoencoderKL(
        latent_channels=channels,
        block_out_channels=(4,) * blocks,
        down_block_types=("DownEncoderBlock2D",) * blocks,
        up_block_types=("UpDecoderBlock2D",) * blocks,
        norm_num_groups=2,
        sample_size=SIDE,
        **more,
    )


def _text() -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=len(_vocabulary()),
        hidden_size=_WIDTH,
        intermediate_size=2 * _WIDTH,
        projection_dim=_WIDTH,
        num_hidden_layers=2,
        num_attention_heads=2,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=1,
    )


def _t5() -> T5EncoderModel:
    return T5EncoderModel(
        T5Config(
            vocab_size=len(_pieces()),
            d_model=2 * _WIDTH,
            d_kv=8,
            d_ff=2 * _WIDTH,
            num_layers=1,
            num_heads=2,
        )
    )


def _pieces() -> list[tuple[str, float]]:
    return [(piece, 0.0) for piece in ("<pad>", "</s>", "<unk>", "\u2581", *_LETTERS)]


def _tokenizer() -> CLIPTokenizer:
    return CLIPTokenizer(vocab=_vocabulary(), merges=[], model_max_length=77)


def _vocabulary() -> dict[str, int]:
    """Letters and digits, each inside a word and at its end; everything else is unknown."""
    words = ["<|startoftext|>", "<|endoftext|>", *_LETTERS, *(f"{one}</w>" for one in _LETTERS)]
    return {word: number for number, word in enumerate(words)}
