"""Calls with values at the ends of dtypes, of NumPy's, and of all that tensors are made of; see test_values.py."""

import array

import numpy as np


class Seq:
    def __init__(self, *a):
        self.a = a

    def __len__(self):
        return len(self.a)

    def __getitem__(self, i):
        return self.a[i]


class LenOnly:
    def __len__(self):
        return 2


class Arr:
    def __array__(self, dtype=None, copy=None):
        return np.ones(2)


class Arr2(Seq):
    def __array__(self, dtype=None, copy=None):
        return np.ones(2)


class Fl:
    def __float__(self):
        return 2.5


class Ix:
    def __index__(self):
        return 7


class BadSeq(Seq):
    def __getitem__(self, i):
        raise KeyError(i)


def selfref():
    a = []
    a.append(a)
    return a


def deep(n, x=1.0):
    for _ in range(n):
        x = [x]
    return x


OBJECTS = {each.__name__: each for each in (Seq, LenOnly, Arr, Arr2, Fl, Ix, BadSeq, selfref, deep)} | {"array": array}
CALLS = [
    "T([np.float64(1.0),1])",
    "T([np.float64(1.0)])",
    "T(np.float64(1.0))",
    "T([np.int32(1)])",
    "T(np.int32(1))",
    "T([np.uint8(1)]*2)",
    "T(np.bool_(True))",
    "T([np.bool_(True)])",
    "T([np.bool_(True),1])",
    "T([np.bool_(True),1.5])",
    "T([1,np.bool_(True)])",
    "T([np.float32(1),np.bool_(True)])",
    "T([np.array(1),1])",
    "T([1,np.array(1)])",
    "T([np.array(1.5),np.array(2)])",
    "T([np.array([1.5])])",
    "T([np.array([1.5]),[1]])",
    "T([[1],np.array([1.5])])",
    "T([np.ones((3,3)), np.ones((3,0))])",
    "T([[np.ones(3), 1.5]])",
    "T([x, x])",
    "T([T(1.),T(2)])",
    "T([[T(1.)],[T([2])]])",
    "T([T([1,2]),T([1,2])])",
    "T([[1],x[:1]])",
    "T([x[:1],[1]])",
    "T([1,[2]])",
    "T([1.,[2]])",
    "T([[1],2])",
    "T([[1,2],[3]])",
    "T(['a'])",
    "T([1,'a'])",
    "T('a')",
    "T(b'a')",
    "T([b'a'])",
    "T([['a','b']])",
    "T([None])",
    "T(None)",
    "T([1,None])",
    "T([1.,None])",
    "T({})",
    "T([{}])",
    "T({1:2})",
    "T(object())",
    "T([object()])",
    "T(Seq(1,2))",
    "T(Seq(1.,2))",
    "T([Seq(1,2),[3,4]])",
    "T(Seq())",
    "T(BadSeq(1,2))",
    "T(LenOnly())",
    "T(Arr())",
    "T(Arr2(1,2,3))",
    "T([Fl()])",
    "T(Fl())",
    "T([Fl()],dtype=torch.float32)",
    "T([1.,Fl()])",
    "T([Ix()])",
    "T([Ix()],dtype=torch.int64)",
    "T(Ix())",
    "T(selfref())",
    "T([1,selfref()])",
    "T(deep(64)).shape",
    "T(deep(129)).shape",
    "T(deep(1000)).shape",
    "T(bytearray(b'abc'))",
    "T(array.array('d',[1,2]))",
    "T(array.array('i',[1,2]))",
    "T(memoryview(b'abc'))",
    "T(memoryview(array.array('d',[1,2])))",
    "torch.as_tensor(memoryview(array.array('d',[1,2])))",
    "torch.asarray(memoryview(array.array('d',[1,2])))",
    "torch.asarray(memoryview(array.array('d',[1,2])),dtype=torch.float64)",
    "torch.asarray(bytearray(b'abc'))",
    "torch.asarray(bytearray(b'abc'),dtype=torch.uint8)",
    "torch.asarray(array.array('d',[1,2]))",
    "torch.asarray(array.array('i',[1,2]),dtype=torch.int32)",
    "torch.asarray(bytearray(b'abcd'),dtype=torch.float32)",
    "torch.asarray(bytearray(b'abc'),dtype=torch.float32)",
    "torch.asarray(b'abcd',dtype=torch.float32)",
    "torch.asarray(b'abcd')",
    "torch.asarray([1,2],copy=False)",
    "torch.asarray([1,2],copy=True)",
    "torch.asarray(np.ones(2),copy=False)",
    "torch.asarray(np.ones(2),copy=False,dtype=torch.float32)",
    "torch.asarray(np.ones(2),copy=True)",
    "torch.asarray(x,copy=False)",
    "torch.asarray(x,copy=True) is x",
    "torch.asarray(x) is x",
    "torch.asarray(x,copy=False,dtype=torch.float64)",
    "torch.asarray(x,requires_grad=True)",
    "torch.asarray([1,2],requires_grad=True)",
    "torch.asarray([1.,2],requires_grad=True)",
    "torch.asarray(np.ones(2),requires_grad=True)",
    "torch.asarray(torch.ones(2,requires_grad=True)*2)",
    "torch.asarray(torch.ones(2,requires_grad=True)*2,requires_grad=True)",
    "torch.asarray(1)",
    "torch.asarray(np.float32(1))",
    "torch.asarray('a')",
    "torch.asarray(None)",
    "torch.as_tensor('a')",
    "torch.as_tensor(None)",
    "T(range(3))",
    "T([range(3),range(3)])",
    "T([])",
    "T([[],[]])",
    "T([[],[1]])",
    "T([[1],[]])",
    "T([[[]]])",
    "T((1,(2,3)))",
    "T([2**63])",
    "T([2**64])",
    "T(2**63)",
    "T(2**64)",
    "T(-2**63-1)",
    "T([2**63],dtype=torch.float32)",
    "T([2**1100],dtype=torch.float32)",
    "T([2**1100])",
    "T([2**1100,1.5])",
    "T([300],dtype=torch.uint8)",
    "T([-1],dtype=torch.uint8)",
    "T(-1,dtype=torch.uint8)",
    "T(-300,dtype=torch.uint8)",
    "T([1.5],dtype=torch.int8)",
    "T([300.5],dtype=torch.int8)",
    "T([float('nan')],dtype=torch.int64)",
    "T([float('inf')],dtype=torch.int64)",
    "T([float('inf')],dtype=torch.bool)",
    "T([2**70],dtype=torch.bool)",
    "T([1e300])",
    "T([1e300],dtype=torch.float32)",
    "T([True],dtype=torch.float32)",
    "T(['a'],dtype=torch.float32)",
    "T([None],dtype=torch.float32)",
    "T([None],dtype=torch.int64)",
    "T([None],dtype=torch.bool)",
    "T([[1]],dtype=torch.bool)",
    "T([1,[2]],dtype=torch.bool)",
    "T([1j],dtype=torch.float32)",
    "T([x],dtype=torch.int64)",
    "T([T(1.5)],dtype=torch.int64)",
    "T([T(True)],dtype=torch.int64)",
    "T([T(1.5)],dtype=torch.bool)",
    "T([torch.ones(1,requires_grad=True)])",
    "T([torch.ones((),requires_grad=True)])",
    "T([T([])])",
    "T([x,1])",
    "T([1,x])",
    "T([1.,x])",
    "T([np.ones(2),1])",
    "T([1,np.ones(2)])",
    "T([1.,np.ones(2)])",
    "T([np.ones(1),np.ones(1)])",
    "T([1.,np.ones(1)])",
    "T(np.array([1],dtype='>i4'))",
    "T([np.array([1],dtype='>i4')])",
    "T(np.ones(2)[::-1])",
    "T([np.ones(2)[::-1]])",
    "torch.full((2,), np.int64(1))",
    "torch.full((2,), np.int32(1))",
    "torch.full((2,), np.bool_(True))",
    "torch.full((2,), np.float32(1))",
    "torch.full((2,), np.float64(1))",
    "torch.full((2,), np.uint8(1))",
    "torch.full_like(torch.ones(2), np.int64(1))",
    "torch.ones(2).new_full((2,), np.int64(1))",
    "torch.tensor([1,0])*np.bool_(True)",
    "np.bool_(True)*torch.tensor([1,0])",
    "np.bool_(True)-torch.tensor([1.])",
    "torch.tensor([1])-np.bool_(True)",
    "torch.tensor([True])-np.bool_(True)",
    "torch.tensor([1])//np.bool_(True)",
    "torch.tensor([1],dtype=torch.int8)//np.bool_(True)",
    "torch.tensor([1])%np.bool_(True)",
    "torch.tensor([1])**np.bool_(True)",
    "torch.tensor([1])&np.bool_(True)",
    "torch.tensor([1])==np.bool_(True)",
    "torch.tensor([1])<np.bool_(True)",
    "torch.tensor([1])|np.int64(2)",
    "np.int64(2)|torch.tensor([1])",
    "torch.rsub(torch.tensor([1]),np.int64(3))",
    "torch.rsub(torch.tensor([1]),np.int32(3))",
    "torch.rsub(torch.tensor([1]),np.float32(3))",
    "np.int64(3)-torch.tensor([1])",
    "np.float32(3)-torch.tensor([1])",
    "np.float64(3)/torch.tensor([1])",
    "np.int64(3)//torch.tensor([2])",
    "np.int64(3)%torch.tensor([2])",
    "np.int64(3)**torch.tensor([2])",
    "np.float64(3)**torch.tensor([2])",
    "np.greater_equal(torch.arange(3),1)",
    "np.add(torch.ones(2),1)",
    "np.sin(torch.ones(2))",
    "np.sum(torch.ones(2))",
    "np.isnan(torch.ones(2))",
    "np.maximum(torch.ones(2),np.zeros(2))",
    "torch.tensor([True])*np.array([True])",
    "np.array([True])*torch.tensor([True])",
    "torch.ones(2)*np.ones(2)",
    "np.ones(2)*torch.ones(2)",
    "torch.ones(2)==np.ones(2)",
    "torch.ones(2)>np.ones(2)",
    "np.array(torch.ones(2),copy=False)",
    "np.array(torch.ones(2),copy=True)",
    "np.asarray(torch.ones(2),dtype=np.float64)",
    "np.array(torch.ones(2),copy=False,dtype=np.float64)",
    "np.asarray(torch.ones(2,requires_grad=True))",
    "torch.arange(4).chunk(np.int64(2))",
    "torch.ones(3,3).tril(np.uint8(1))",
    "torch.ones(3,3).triu(np.int8(-1))",
    "torch.ones(3,3).diagonal(np.uint8(1))",
    "torch.ones(3,3).sum(np.int64(0))",
    "torch.ones(3,3).sum((np.int64(0),))",
    "torch.ones(np.int64(2),np.int32(3)).shape",
    "torch.zeros((np.int64(2),)).shape",
    "torch.ones(3).view(np.int64(3),1).shape",
    "torch.ones(6).reshape((np.int64(2),np.int64(3))).shape",
    "torch.ones(2,3).transpose(np.int64(0),np.uint8(1)).shape",
    "torch.arange(np.int64(3))",
    "torch.arange(np.float32(3))",
    "torch.arange(np.int32(1),np.int32(3))",
    "torch.arange(np.bool_(True))",
    "torch.linspace(np.float32(0),np.float64(1),np.int64(3))",
    "torch.linspace(0,1,3,dtype=torch.bool)",
    "torch.linspace(0,5,3,dtype=torch.int64)",
    "torch.eye(np.int64(2))",
    "torch.nn.Linear(np.int64(2),np.int64(2))",
    "torch.nn.Linear(np.True_,np.True_)",
    "torch.ones(2).clamp(np.int64(0),np.float32(0.5))",
    "torch.ones(2).clamp(np.float32(0.5))",
    "torch.tensor([1,2]).clamp(np.int64(2))",
    "torch.tensor([1,2]).clamp_min(np.bool_(True))",
    "torch.tensor([1,2]).pow(np.int64(2))",
    "torch.tensor([1,2]).pow(np.float32(2))",
    "torch.tensor([1,2]).remainder(np.float64(2))",
    "torch.tensor([1,2]).add(np.int64(2),alpha=np.int64(2))",
    "torch.tensor([1,2]).add(1,alpha=np.float32(2))",
    "torch.tensor([1.,2]).masked_fill(torch.tensor([True,False]),np.int64(3))",
    "torch.tensor([1.,2]).fill_(np.int64(3))",
    "torch.tensor([1,2]).fill_(np.float32(3.5))",
    "torch.tensor([1,2]).fill_(np.bool_(True))",
    "torch.where(torch.tensor([True]),np.int64(1),np.float32(2))",
    "torch.where(torch.tensor([True]),np.float64(1),2)",
    "torch.tensor([1.,2]).lerp(torch.ones(2),np.float32(0.5))",
    "torch.result_type(torch.tensor([1]),np.float32(1))",
    "torch.result_type(torch.tensor([1]),np.bool_(1))",
    "F.leaky_relu(torch.ones(2),np.float32(0.1))",
    "F.elu(torch.ones(2),np.int64(1))",
    "F.dropout(torch.ones(2),np.float32(0.))",
    "F.layer_norm(torch.ones(2,3),(np.int64(3),)).shape",
    "F.one_hot(torch.tensor([1]),np.int64(3))",
    "torch.ones(2,3).split(np.int64(2))",
    "torch.ones(4).split([np.int64(1),np.int64(3)])",
    "torch.ones(4).unflatten(0,(np.int64(2),2)).shape",
    "torch.ones(2,3)[np.int64(1),np.uint8(0)]",
    "torch.ones(2,3)[np.int64(0):np.int64(1)]",
    "torch.ones(2,3).repeat(np.int64(2),1).shape",
    "torch.ones(1,3).expand(np.int64(2),3).shape",
    "torch.ones(3).roll(np.int64(1))",
    "torch.ones(3,3).narrow(np.int64(0),np.int64(1),np.int64(1)).shape",
    "torch.ones(3).var(correction=np.int64(1))",
    "torch.ones(3).norm(np.int64(2))",
    "torch.ones(3).norm(np.float32(2))",
    "torch.addmm(torch.full((1,1),nan),torch.ones(1,2),torch.ones(2,1),beta=0)",
    "torch.full((1,1),nan).addmm_(torch.ones(1,2),torch.ones(2,1),beta=0)",
    "torch.addmm(torch.full((1,1),nan),torch.ones(1,2),torch.ones(2,1),beta=0.0,alpha=2)",
    "torch.addmm(torch.full((1,),inf),torch.ones(1,2),torch.ones(2,1),beta=0)",
    "torch.addmm(torch.ones(1,1),torch.full((1,2),nan),torch.ones(2,1),alpha=0)",
    "torch.norm(torch.zeros(0),-1)",
    "torch.norm(torch.zeros(0),0.5)",
    "torch.norm(torch.zeros(0),-2)",
    "torch.norm(torch.zeros(0),inf)",
    "torch.norm(torch.zeros(0),-inf)",
    "torch.norm(torch.zeros(0,3),-1,0)",
    "torch.norm(torch.zeros(0,3),-1,1)",
    "torch.norm(torch.zeros(3,0),inf,1)",
    "torch.norm(torch.zeros(0),0)",
    "torch.zeros(0,3).stride()",
    "torch.zeros(3,0).stride()",
    "torch.zeros(0,3,0,2).stride()",
    "torch.ones(2,3)[:0].stride()",
    "torch.ones(0).view(0,2).stride()",
    "torch.empty(0,3).clone().stride()",
    "torch.tensor([]).stride()",
    "torch.tensor([[],[]]).stride()",
    "torch.empty([2,4,2**29,2**29])",
    "torch.zeros(2**40)",
    "torch.ones(2**62)",
    "torch.zeros(2**40,2**40)",
    "torch.full((2**40,),1.)",
    "torch.arange(2**45)",
    "torch.arange(2**63)",
    "torch.arange(1e20)",
    "torch.eye(2**40)",
    "torch.rand(2**45)",
    "torch.randn(2**45)",
    "torch.randint(3,(2**45,))",
    "torch.ones(3).repeat(2**45)",
    "torch.ones(2**20,1)+torch.ones(1,2**25)",
    "torch.ones(1).expand(2**50).clone()",
    "torch.ones(1).expand(2**50).shape",
    "torch.zeros(2**63)",
    "torch.zeros(2**64)",
    "torch.zeros(-2**63)",
    "torch.zeros((2**63,))",
    "torch.ones(2).view(2**63)",
    "torch.ones(2).sum(2**63)",
    "F.gelu(torch.tensor([-300.]))",
    "F.gelu(torch.tensor([-300.],dtype=torch.float64))",
    "pow(torch.tensor(2),3,5)",
    "pow(torch.tensor(2.),3)",
    "pow(2,torch.tensor(3),5)",
    "divmod(torch.tensor(5),2)",
    "round(torch.tensor(2.5))",
    "torch.ones(2).type(torch.Tensor)",
    "torch.tensor([1]).type(torch.Tensor)",
    "list(reversed(torch.ones(2,2)))",
    "reversed(torch.arange(3))",
    "reversed(torch.tensor(1))",
    "torch.ones(2).random_(0,2**25+1).shape",
    "torch.ones(2).random_(2**24+5).shape",
    "torch.ones(2).random_(0,2**63-1).shape",
    "torch.ones(2).double().random_(0,2**54).shape",
    'torch.einsum("1j->j1",torch.ones(2,2))',
    'torch.einsum("i-",torch.ones(2))',
    'torch.einsum("_j,_->j",torch.ones(2,2),torch.ones(2))',
    'torch.einsum("ij->jj",torch.ones(2,2))',
    'torch.einsum("i.j",torch.ones(2,2))',
    'torch.einsum("ii",torch.ones(2,3))',
    'torch.einsum("i->i->i",torch.ones(2))',
    'torch.einsum("ij")',
    'torch.einsum("")',
    'torch.einsum("",torch.tensor(1.))',
    'torch.einsum("->",torch.tensor(1.))',
    'torch.einsum("i->j",torch.ones(2))',
    'torch.einsum("ij->i",torch.ones(2))',
    'torch.einsum("i,i",torch.ones(2))',
    'torch.einsum("i",torch.ones(2),torch.ones(2))',
    'torch.einsum("i,j->ij",torch.ones(2),torch.ones(3)).shape',
    'torch.einsum("i,i->",torch.ones(2),torch.ones(3))',
    'torch.einsum("...i->i",torch.ones(2,2))',
    'torch.einsum("i...->...",torch.ones(2,2))',
    'torch.einsum("i...j...",torch.ones(2,2))',
    'torch.einsum("i..",torch.ones(2))',
    'torch.einsum("....",torch.ones(2))',
    'torch.einsum("i->i.",torch.ones(2))',
    'torch.einsum("i->i..",torch.ones(2))',
    'torch.einsum("i->i...",torch.ones(2))',
    'torch.einsum("i->...i...",torch.ones(2))',
    'torch.einsum("i j",torch.ones(2,2)).shape',
    'torch.einsum("iJ->Ji",torch.ones(2,3)).shape',
    'torch.einsum("ba",torch.ones(2,3)).shape',
    'torch.einsum("bA",torch.ones(2,3)).shape',
    'torch.einsum("i->1",torch.ones(2))',
    'torch.einsum("i>i",torch.ones(2))',
    'torch.einsum("i,",torch.ones(2))',
    'torch.einsum(",i",torch.tensor(1.),torch.ones(2))',
    'torch.einsum("ij,jk",torch.ones(2,3),torch.ones(2,3))',
    'torch.einsum("i,i->i",torch.ones(1),torch.ones(3))',
    'torch.einsum("é",torch.ones(2))',
    'torch.einsum("i",[torch.ones(2)])',
    'torch.einsum("i",[1])',
    'torch.einsum("i",torch.tensor([1]))',
    'torch.einsum("i,i",torch.tensor([1]),torch.ones(1))',
    'torch.einsum("i",torch.tensor([True]))',
    "F.elu(torch.tensor([800.,inf,nan,-inf,0.,-1.]))",
    "torch.ones(2)*2**63",
    "torch.ones(2)*(2**64-1)",
    "torch.ones(2)*2**64",
    "torch.ones(2)*(-2**63-1)",
    "torch.tensor([1])*2**63",
    "torch.tensor([1])+2**63",
    "torch.tensor([1])+2**64",
    "torch.tensor([1])-2**63",
    "torch.tensor([1],dtype=torch.uint8)+2**63",
    "torch.tensor([1],dtype=torch.int8)+300",
    "torch.tensor([1],dtype=torch.int8)*2**40",
    "torch.tensor([1],dtype=torch.uint8)-1000",
    "torch.tensor([1])==2**63",
    "torch.tensor([2**63-1])<2**63",
    "torch.tensor([1.])<2**64",
    "torch.tensor([1],dtype=torch.int8)==300",
    "torch.tensor([1],dtype=torch.int8)<300",
    "torch.tensor([1],dtype=torch.uint8)>-1",
    "torch.tensor([1])//2**63",
    "torch.tensor([1])%2**63",
    "torch.tensor([1.])**2**63",
    "2**63**1*torch.tensor([1.])",
    "2**63-torch.tensor([1])",
    "2**63/torch.tensor([1])",
    "2**63//torch.tensor([1])",
    "2**63%torch.tensor([3])",
    "2**63**torch.tensor([1])",
    "torch.tensor([1])&2**63",
    "torch.tensor([1])|2**64",
    "torch.tensor([1]).clamp(2**63)",
    "torch.tensor([1]).clamp(max=2**63)",
    "torch.tensor([1.]).clamp(2**63)",
    "torch.tensor([1.]).clamp(2**64)",
    "torch.tensor([1],dtype=torch.int8).clamp(300)",
    "torch.tensor([1],dtype=torch.int8).clamp(-300,300)",
    "torch.tensor([1],dtype=torch.int8).clamp_min(300)",
    "torch.tensor([1],dtype=torch.uint8).clamp(-1)",
    "torch.tensor([1]).clamp(float('inf'))",
    "torch.tensor([1]).clamp(1e30)",
    "torch.tensor([1.]).clamp(1e300)",
    "torch.tensor([1.]).fill_(2**63)",
    "torch.tensor([1.]).fill_(2**64)",
    "torch.tensor([1]).fill_(2**63)",
    "torch.tensor([1]).fill_(1e30)",
    "torch.tensor([1]).fill_(float('nan'))",
    "torch.tensor([1.]).fill_(1e300)",
    "torch.tensor([True]).fill_(2**63)",
    "torch.full((2,),2**63)",
    "torch.full((2,),2**63,dtype=torch.float32)",
    "torch.full((2,),2**64,dtype=torch.float32)",
    "torch.full((2,),-2**63-1)",
    "torch.full((2,),1e300)",
    "torch.full((2,),300,dtype=torch.int8)",
    "torch.full((2,),-1,dtype=torch.uint8)",
    "torch.full((2,),float('nan'),dtype=torch.int32)",
    "torch.full((2,),2**63,dtype=torch.bool)",
    "torch.arange(2**62,2**62+3)",
    "torch.arange(2**63-3,2**63-1)",
    "torch.arange(-2**63,-2**63+2)",
    "torch.arange(0,2**62,2**61)",
    "torch.arange(0,1,1e-320)",
    "torch.arange(0.,float('inf'))",
    "torch.arange(float('nan'))",
    "torch.arange(0,5,float('nan'))",
    "torch.arange(0,300,100,dtype=torch.uint8)",
    "torch.arange(0,300,100,dtype=torch.int8)",
    "torch.arange(2**24,2**24+3,dtype=torch.float32)",
    "torch.arange(1.5,4.5,dtype=torch.int64)",
    "torch.arange(True)",
    "torch.arange(3,dtype=torch.bool)",
    "torch.arange(2,dtype=torch.bool)",
    "torch.arange(0,-3,-1)",
    "torch.arange(0,3,-1)",
    "torch.arange(0,3,0)",
    "torch.arange(0,3,0.)",
    "torch.arange(5,2)",
    "torch.arange(1,1)",
    "torch.linspace(0,2**63,3)",
    "torch.linspace(0,2**62,3,dtype=torch.int64)",
    "torch.linspace(0,300,3,dtype=torch.int8)",
    "torch.linspace(-1,1,3,dtype=torch.uint8)",
    "torch.linspace(0,float('inf'),3)",
    "torch.linspace(float('nan'),1,3)",
    "torch.linspace(1e300,1,3)",
    "torch.linspace(0,1,0)",
    "torch.linspace(0,1,1)",
    "torch.linspace(0,1,-1)",
    "torch.linspace(True,False,3)",
    "torch.randint(2**63,(2,)).shape",
    "torch.randint(0,2**63-1,(2,)).shape",
    "torch.randint(-2**63,2**63-1,(2,)).shape",
    "torch.randint(-2**63-1,0,(2,)).shape",
    "torch.randint(3,3,(2,))",
    "torch.randint(300,(2,),dtype=torch.uint8).shape",
    "torch.randint(-1,3,(2,),dtype=torch.uint8).shape",
    "torch.randint(0,3,(2,),dtype=torch.bool)",
    "torch.tensor([2**63-1])+1",
    "torch.tensor([2**63-1]).sum()",
    "torch.tensor([2**63-1,1]).sum()",
    "torch.tensor([2**62,2]).prod()",
    "torch.tensor([2**63-1,1]).cumsum(0)",
    "torch.tensor([127],dtype=torch.int8)+1",
    "torch.tensor([127,1],dtype=torch.int8).sum()",
    "torch.tensor([127,1],dtype=torch.int8).cumsum(0)",
    "torch.tensor([127,1],dtype=torch.int8).sum(dtype=torch.int8)",
    "torch.tensor([127,2],dtype=torch.int8).prod()",
    "torch.tensor([-128],dtype=torch.int8).abs()",
    "-torch.tensor([-128],dtype=torch.int8)",
    "torch.tensor([-128],dtype=torch.int8)//-1",
    "torch.tensor([-2**31],dtype=torch.int32)//-1",
    "torch.tensor([-128],dtype=torch.int8)%-1",
    "torch.tensor([-128],dtype=torch.int8).div(-1,rounding_mode='trunc')",
    "torch.tensor([0],dtype=torch.uint8)-1",
    "-torch.tensor([1],dtype=torch.uint8)",
    "torch.tensor([2],dtype=torch.int8)**7",
    "torch.tensor([2],dtype=torch.int8)**70",
    "torch.tensor([2])**63",
    "torch.tensor([2])**64",
    "torch.tensor([3])**100",
    "torch.tensor([-2],dtype=torch.int8)**torch.tensor([-1],dtype=torch.int8)",
    "torch.tensor([2])**-1",
    "2**torch.tensor([100])",
    "2**torch.tensor([-1])",
    "torch.tensor([3e38]).to(torch.int32)",
    "torch.tensor([float('nan')]).long()",
    "torch.tensor([1e20]).to(torch.int64)",
    "torch.tensor([300.]).to(torch.uint8)",
    "torch.tensor([-1.]).to(torch.uint8)",
    "torch.tensor([300]).to(torch.int8)",
    "torch.tensor([1e300],dtype=torch.float64).float()",
    "torch.tensor([0.5]).bool()",
    "torch.tensor([float('nan')]).bool()",
    "torch.tensor([2**24+1]).float()",
    "torch.tensor([2**53+1]).double()",
    "torch.ones(2).masked_fill_(torch.tensor([True,False]),1e300)",
    "torch.ones(2).masked_fill_(torch.tensor([True,False]),2**64)",
    "torch.tensor([1,2]).masked_fill(torch.tensor([True,False]),1.5)",
    "torch.tensor([1,2],dtype=torch.int8).masked_fill(torch.tensor([True,False]),300)",
    "torch.ones(2).__setitem__(0,2**64)",
    "torch.ones(2).__setitem__(0,1e300)",
    "torch.tensor([1]).__setitem__(0,2**63)",
    "torch.tensor([1],dtype=torch.int8).__setitem__(0,300)",
    "torch.tensor([1],dtype=torch.int8).__setitem__(0,1.5)",
    "torch.ones(3)[2**63]",
    "torch.ones(3)[2**62]",
    "torch.ones(3)[-2**63]",
    "torch.ones(3)[-2**63-1]",
    "torch.ones(3)[2**63:]",
    "torch.ones(3)[:2**63]",
    "torch.ones(3)[:2**64]",
    "torch.ones(3)[::2**62]",
    "torch.ones(3).sum(2**62)",
    "torch.ones(3).select(0,2**63)",
    "torch.ones(3).narrow(0,2**62,1)",
    "torch.ones(3).narrow(0,0,2**62)",
    "torch.ones(3).roll(2**62)",
    "torch.ones(3).roll(2**63)",
    "torch.ones(3).chunk(2**62)",
    "torch.ones(3).split(2**62)",
    "torch.ones(3,3).tril(2**62)",
    "torch.ones(3,3).triu(-2**62)",
    "torch.ones(3,3).diagonal(2**62)",
    "torch.ones(3,3).diag(2**62)",
    "torch.ones(3,3).diag(-2**62)",
    "torch.ones(2).reshape(2**62,2)",
    "torch.ones(2).expand(2**62,2).shape",
    "torch.ones(2).expand(2**63,2).shape",
    "torch.ones(2).view(-1,2**62)",
    "torch.tensor([1.5]).lerp(torch.ones(1),1e300)",
    "torch.tensor([1.5]).add(torch.ones(1),alpha=1e300)",
    "torch.tensor([1]).add(torch.ones(1,dtype=torch.int64),alpha=2**63)",
    "torch.where(torch.tensor([True]),2**64,1.)",
    "torch.tensor([1]).new_full((1,),2**63)",
    "torch.tensor([1.]).remainder(2**64)",
    "torch.pow(2**64,torch.tensor([1.]))",
    "torch.maximum(torch.tensor([1]),torch.tensor([2],dtype=torch.int8))",
    "torch.tensor(float('inf')).item()",
    "torch.tensor(2**63-1).item()",
    "int(torch.tensor(1e300,dtype=torch.float64))",
    "int(torch.tensor(float('nan')))",
    "int(torch.tensor(float('inf')))",
    "torch.tensor([1e-45,1e38,-0.0,float('inf'),float('nan')])",
    "torch.tensor([1e-320,1e308],dtype=torch.float64)",
    "torch.tensor([2**63-1,-2**63])",
    "torch.tensor([255,0],dtype=torch.uint8)",
    "torch.iinfo(torch.int64)",
    "torch.finfo(torch.float32)",
    "torch.tensor(1e16)",
    "torch.tensor([1e16,1])",
    "torch.tensor([123456789.,1])",
    "torch.tensor([1e5,1e-5])",
    "torch.zeros(2,0,3)",
    "torch.zeros(0)",
    "torch.tensor([[]])",
    "torch.empty(0,dtype=torch.int64)",
    *(
        f"torch.histc(T({values}, dtype=torch.{dtype}), 3{ends})"
        for dtype in ("float32", "float64")
        for values in (
            "[]",
            "[1.]",
            "[nan]",
            "[nan, 1]",
            "[inf]",
            "[-inf]",
            "[1e20, 1e20]",
            "[2**24] * 2",
            "[-2.**53] * 2",
        )
        for ends in ("", ", nan, nan", ", inf, inf", ", -inf, -inf", ", 2**24, 2**24 + 1")
    ),
    *(
        f"torch.histc(T({sign}torch.finfo(torch.{dtype}).max, dtype=torch.{dtype}).expand(2), 3)"
        for dtype in ("float32", "float64")
        for sign in ("", "-")
    ),
    "torch.histc(T([-3e38, 3e38, 0]), 3)",
    # integers of two dtypes meet as floats, where none wraps around in the other's dtype
    *(
        f"torch.{name}(T({a}, dtype=torch.{first}), T({b}, dtype=torch.{second}))"
        for name in ("div", "atan2", "copysign", "xlogy", "true_divide")
        for a, first, b, second in (
            ("[1, 2]", "int8", "300", "int64"),
            ("70000", "int64", "[1, 2]", "int16"),
            ("[1, 2]", "uint8", "-1", "int32"),
            ("[1, 2]", "int8", "300.5", "float64"),
            ("[True, False]", "bool", "300", "int64"),
        )
    ),
    *(
        f"torch.arange({ends}, dtype=torch.{dtype})"
        for dtype in ("int8", "int32", "int64", "uint8", "float32")
        for ends in ("1.5", "0, 2.5, 0.5", "-1.5, 1.5", "3, 0, -1.5", "-0.5", "1, 2, 0", "nan", "0, 1, 1e-30")
    ),
    *(
        f"torch.{name}({value}, dtype=torch.{dtype})"
        for name in ("tensor", "as_tensor", "asarray")
        for value in (
            "np.float32(1.5)",
            "np.float64(nan)",
            "np.float64(1e300)",
            "np.bool_(True)",
            "np.uint8(255)",
            "np.array([1.5, nan])",
            "np.array([1e300])",
        )
        for dtype in ("int64", "int8", "float32", "bool")
    ),
    *(
        f"{call}(T([True]), T({value}, dtype=torch.float64))"
        for call in ("T([1, 2], dtype=torch.int8).masked_fill", "x.masked_fill_")
        for value in ("nan", "1e300", "3.5")
    ),
    "T([1, 2], dtype=torch.int8).index_fill(0, T([0]), T(300))",
    "x.index_fill(0, T([0]), T(1e300, dtype=torch.float64))",
    *(
        f"F.pad(T([1, 2], dtype=torch.{dtype}), {pad}, value={value})"
        for dtype in ("int8", "uint8", "int64", "float32", "bool")
        for pad in ("(1, 0)", "(-1, 0)")
        for value in ("300", "-1", "nan", "1e300", "1.5", "np.float32(0.5)")
    ),
    *(
        f"torch.{name}"
        for dtype in ("bool", "uint8", "int8", "float32")
        for value in ("1.5", "300", "T([1, 2])", "T(-1)", "T([0.5])", "T([True])", "T(1e300, dtype=torch.float64)")
        for name in (
            f"searchsorted(T([0, 1], dtype=torch.{dtype}), {value})",
            f"bucketize({value}, T([0, 1], dtype=torch.{dtype}))",
        )
    ),
    "torch.FloatTensor(2**40)",
    "torch.sub(False, T([1], dtype=torch.uint8))",
    "T([1], dtype=torch.int16).pow_(np.int64(-1))",
    "T(-0.).cumsum(0)",
    "T([-0., -0.]).cumsum(0)",
    "T([-0., -0.]).cumsum_(0)",
    "torch.ones(2, 0).index_select(1, T([0]))",
    "T([1., 2.]).index_add_(0, T([0, 1]), T(5.))",
    "torch.ones(2, 2).index_add_(1, T([0, 1]), T(5.))",
    "T(1.).index_add_(0, T([0, 0]), T(5.))",
    "x.index_put_((T([1, 0]),), x)",
    "x.long().index_put_((T([1, 0]),), T(5))",
    "(lambda u: u.index_put_((u,), T(5)))(T([0, 1]))",
    "torch.dropout(torch.ones(8), T(0.5), True)",
    "F.dropout(torch.ones(8), T(0.25))",
    "F.alpha_dropout(torch.ones(8), T(0.25), True)",
    "F.binary_cross_entropy(torch.ones(3, 4), torch.ones(3, 4), torch.ones(3))",
    "F.binary_cross_entropy(torch.ones(3, 1), torch.ones(3, 1), torch.ones(2, 1, 4))",
    "torch.nn.utils.clip_grad_value_([x], 'a')",
    *(
        f"{product}"
        for f in ("2", "0", "'a'", "True", "1.5")
        for product in (f"torch.nn.Sequential(torch.nn.ReLU()) * {f}", f"{f} * torch.nn.Sequential(torch.nn.ReLU())")
    ),
    "torch.nn.Sequential(torch.nn.ReLU()).__imul__(3)",
    "torch.nn.Sequential().extend(5)",
    "torch.nn.ModuleList().extend(5)",
    "torch.nn.ModuleList() + 5",
    "type(x), type(x.shape), type(x.dtype), type(x.device), torch.nn.Module, torch.finfo",
    # of types some are dtypes, which the kind of an argument does not tell
    *(
        f"{call}{kind})"
        for call in (
            "torch.softmax(x, 0, ",
            "x.sum(dtype=",
            "torch.ones(2, dtype=",
            "x.to(",
            "x.mean(dtype=",
            "torch.norm(x, dtype=",
        )
        for kind in ("float", "int", "str", "np.float32", "bool", "object")
    ),
    *(
        f"{call}({kind})"
        for call in ("torch.finfo", "torch.iinfo", "torch.set_default_dtype", "torch.nn.Linear(2, 2).to")
        for kind in ("int", "bool", "str", "np.float32", "5")
        if (call, kind) != ("torch.nn.Linear(2, 2).to", "5")
    ),
    "torch.finfo(float)",
    "torch.nn.Linear(2, 2).to(float).weight.dtype",
    "torch.nn.Linear(2, 2).to('cpu', float).bias.dtype",
    *(
        f"torch.device('{name}')"
        for name in (
            "cpu5",
            "cpu:",
            "",
            "cpu:00",
            "cpu:1",
            "cpu:1.5",
            "float32",
            "cpu ",
            "a:1",
            "cpu:0:0",
            "cpu:2147483648",
            "a_b",
        )
    ),
    "torch.device('cpu:1', 2)",
    *(
        f"torch.zeros({shape}).index_select({dim}, T([{i}]))"
        for shape, dims in ((3, 1), ((2, 3), 2), ((2, 3, 2), 3), (0, 1), ((0, 3), 2), ((2, 0), 2))
        for dim in range(dims)
        for i in (5, -1)
    ),
    "torch.ones(2, requires_grad=True).mean(None)",
    "torch.ones(2, requires_grad=True).mean()",
    *(
        f"{convert}(torch.tensor(1.5, requires_grad=True))"
        for convert in ("int", "float", "complex", "bool", "'%d'.__mod__")
    ),
    "np.exp(torch.arange(3))",
    *(
        f"torch.cat([{tensors}], {dim})"
        for tensors in ("T([])", "T([]), T([])", "T([]), torch.ones(2)")
        for dim in (1, -2, 0)
    ),
    "torch.take_along_dim(T([]), T([5]), 0)",
    "torch.take_along_dim(torch.zeros(2, 0), T([[0], [0]]), 1)",
    "torch.take_along_dim(torch.zeros(2, 0), torch.zeros(2, 0, dtype=torch.int64), 1)",
    "torch.take_along_dim(T(1.), T(0), 0)",
    "torch.take_along_dim(T([1., 2.]), T([-1]), 0)",
    *(
        text
        for op in ("+", "-", "*", "/", "//", "%", "**", "<", "==")
        for text in (f"T([2, -1]) {op} np.longdouble(1.5)", f"np.longdouble(1.5) {op} T(2., dtype=torch.float64)")
    ),
    "torch.add(x, np.longdouble(1.5))",
    "T([True]) - np.longdouble(1)",
    "(lambda x: torch.autograd.grad(F.hardsigmoid(x), x, create_graph=True)[0].grad_fn.name())(T(1., requires_grad=True))",
    "(lambda x: torch.autograd.grad(torch.autograd.grad(F.hardsigmoid(x), x, create_graph=True)[0], x))"
    "(T(1., requires_grad=True))",
    *(
        f"(lambda t: torch.autograd.grad(F.{loss}(T([{x}]), t), t))(T([{t}], requires_grad=True))"
        for loss in ("smooth_l1_loss", "huber_loss", "mse_loss", "l1_loss")
        for x, t in ((0.0, 0.0), (-0.0, 0.0), (0.0, -0.0), (-0.0, -0.0), (0.5, 0.0), (3.0, 0.0))
    ),
    *(
        f"(lambda x: torch.autograd.grad(torch.norm(x, {p}), x))(T([0., -0., 1.], requires_grad=True))"
        for p in (0.5, 1, 1.5, 2, 2.5, 3, 4, "inf")
    ),
    *(
        f"(lambda x: torch.autograd.grad(torch.autograd.grad(torch.norm(x, {p}), x, create_graph=True)[0].sum(), x))"
        "(T([0., -0.], requires_grad=True))"
        for p in (2, 2.5, 3, 4)
    ),
    "torch.logcumsumexp(T([-0., -1.]), 0)",
    "torch.logcumsumexp(T(-0.), 0)",
    *(
        f"(lambda x: (torch.std_mean(x{dim}), torch.autograd.grad(torch.std_mean(x{dim})[0], x)))"
        f"(T([{numbers}], requires_grad=True))"
        for numbers in ("1e20, -1e20, 1e19", "1e-23, 3e-23, 0.", "0., 0.", "1., 2., 4.")
        for dim in ("", ", 0")
    ),
    "torch.var_mean(T([3e38, 2e38]))[1]",
    "torch.var_mean(T([[3e38, 2e38]]), 1)[1]",
    "torch.arange(3, out=torch.zeros(5))",
    "torch.arange(6, out=torch.zeros(2, 3))",
    "torch.arange(0, 1, 0.1, out=torch.zeros(2, 3, dtype=torch.float64))",
    "torch.arange(3, out=torch.empty(0))",
    "torch.range(1, 3, out=torch.zeros(5))",
    "type('P', (torch.nn.Parameter,), {})(x)",
    "type('P', (torch.nn.Parameter,), {})(x, requires_grad=False)",
    *(
        f"torch.zeros({shape}, dtype=torch.{dtype}).index_add({dim}, T([{i}]{index}), torch.ones({source}, dtype=torch.{dtype}){alpha})"
        for shape, dim, source in (
            ((3,), 0, (1,)),
            ((3, 2), 0, (1, 2)),
            ((3, 2), 1, (3, 1)),
            ((2, 3, 2), 1, (2, 1, 2)),
            ((3, 0), 0, (1, 0)),
            ((0,), 0, (1,)),
        )
        for dtype in ("float32", "int64", "bool")
        for i in (5, -1)
        for index in ("", ", dtype=torch.int32")
        for alpha in ("", ", alpha=2", ", alpha=True")
    ),
    "torch.zeros(3).index_add(0, T([5]), torch.ones(1), alpha=1e300)",
    "torch.zeros(3, 2).index_add(0, T([5]), torch.ones(1, 2), alpha=1e300)",
    *(
        f"F.pad(torch.ones({shape}), {pads})"
        for shape in ((2,), (2, 3))
        for pads in ((-3, 0), (-3, 5), (5, -8), (1, -3), (1, -2), (-1, -2), (-1, -1), (-4, 9), (-2, 0))
    ),
    "F.pad(torch.ones(2, 3), (0, 0, -1, -2))",
    "F.pad(torch.ones(0, 3), (0, 0, -1, 4))",
    *(
        f"torch.einsum('{equation}', torch.rand(2, 3), torch.rand({other})).stride()"
        for equation, other in (
            ("ij,ki->jk", (4, 2)),
            ("ij,ki->kj", (4, 2)),
            ("ij,jk->ki", (3, 4)),
            ("ij,jk->ik", (3, 4)),
        )
    ),
    *(
        f"torch.multinomial(T([[1., 2., 3.], [0., 2., 1.]]), {count}, {replacement}).stride()"
        for count in (1, 2)
        for replacement in (True, False)
    ),
    *(
        f"{made}.view(-1)"
        for array in ("np.broadcast_to(np.arange(2.), (3, 2))", "np.broadcast_to(np.float32(1), (2, 3))")
        for made in (
            f"T({array})",
            f"torch.as_tensor({array}, dtype=torch.int32)",
            f"x.new_tensor({array})",
            f"torch.Tensor({array})",
        )
    ),
    *(
        f"torch.asarray(np.broadcast_to(np.arange(2.), (3, 2)){how})"
        for how in ("", ", dtype=torch.float32", ", dtype=torch.float64", ", copy=True")
    ),
    "x.__rmod__(T([3., 4.]))",
    "T([1, 2]).__rmod__(T(7))",
    *(
        f"torch.zeros(2, {dims}dtype=torch.{dtype}).index_add(0, T([0]), torch.ones(1, {dims}dtype=torch.{dtype}), alpha={alpha})"
        for dims in ("", "2, ")
        for dtype in ("uint8", "int8", "bool", "float32")
        for alpha in ("-1", "300", "1e300", "nan")
    ),
    *(
        f"torch.zeros(2, dtype=torch.{dtype}).random_({ends})"
        for dtype in ("float32", "float64")
        for ends in ("2**31", "2**32", "2**40", "2**24 + 1", "-(2**40), 2**40", "2**54")
    ),
    "torch.Tensor(data=[1.])",
    "torch.Tensor(data=(2, 3))",
    "torch.Tensor(data=2)",
    "torch.Tensor(data=x)",
    "torch.Tensor(size=(2, 3)).shape",
    "torch.Tensor(other=x)",
    "torch.LongTensor(data=[1])",
    "torch.LongTensor(size=(2, 0))",
    "torch.diag(torch.ones(2, 2, requires_grad=True)).grad_fn.name()",
    *(f"torch.logical_{of}(T([1, 0], dtype=torch.int8), T(2**40))" for of in ("and", "or", "xor")),
    *(
        f"torch.linalg.{norm}(torch.zeros({shape}), {order}, {dim})"
        for norm in ("norm", "vector_norm", "matrix_norm")
        for shape in ("0, 3", "3, 0", "0, 0", "2, 0, 3")
        for order in ("inf", "-inf", "1", "-1")
        for dim in ("None", "-1", "(0, 1)", "(-1, 0)", "(0, 5)")
        if not (norm == "matrix_norm" and dim == "None")
    ),
    "torch.linalg.vecdot(torch.ones(2, 3), torch.ones(3).double())",
    *(
        f"torch.{made}, out={out}).shape"
        for made in (
            "empty(2",
            "rand(2",
            "randn(2",
            "randint(3, (2,)",
            "randperm(2",
            "normal(0., 1., (2,)",
            "bernoulli(x * 0",
        )
        for out in ("torch.ones(5)", "torch.ones(2, dtype=torch.int64)", "torch.ones(1).expand(2)")
    ),
    *(f"torch.{made}, out=x, dtype=torch.float64)" for made in ("empty(2", "rand(2", "randn(2", "randperm(2")),
    *(
        f"{call}, out=torch.ones({shape}, dtype=torch.float64))"
        for call, shape in (
            ("torch.norm(x", "()"),
            ("torch.matmul(x, x", "()"),
            ("torch.linalg.matrix_norm(torch.ones(2, 2)", "()"),
            ("torch.linalg.vecdot(x, x", "()"),
            ("torch.linalg.matrix_power(torch.ones(2, 2), 2", "2, 2"),
            ("F.gelu(x", "2"),
            ("F.softplus(x", "2"),
            ("F.logsigmoid(x", "2"),
        )
    ),
    # A gradient of -0.0 keeps its sign where torch writes it, and loses it where torch adds it to zeros.
    *(
        f"(lambda x: torch.autograd.grad({y}, x, torch.zeros_like({y}).neg()))(T([[3., 1., 2.], [5., 6., 4.]]).requires_grad_())"
        for y in (
            *(
                f"x.{each}[0]"
                for each in ("sort()", "sort(0)", "sort(stable=True)", "topk(2)", "kthvalue(2)", "mode()")
            ),
            *(f"x.{each}[0]" for each in ("max(1)", "min(0)", "median(1)", "nanmedian(0)", "cummax(1)")),
            *(f"x[0, 0].{each}[0]" for each in ("sort()", "max(0)", "topk(1)")),
            *(
                f"x.masked_{each}"
                for each in ("fill(x > 3, 0.0)", "fill(x[0] > 2, 0.0)", "select(x > 3)", "select(x[0] > 2)")
            ),
            *(
                f"x.{each}"
                for each in ("expand(2, 3)", "expand(2, 2, 3)", "gather(1, T([[0, 1, 1]]))", "take(T([0, 3]))")
            ),
            "x.masked_scatter(x > 3, x.detach())",
            "torch.std_mean(x, 1)[1]",
            "torch.addmm(x[:, :2], x.detach(), x.detach().t())",
        )
    ),
    # what is told first of a view that may not be looked at any more
    *(
        f"(lambda x: (lambda v: (torch.no_grad()(lambda: x.add_(1))(), v.backward({given})))(x.split({n})[0]))"
        "(torch.ones(2, 1, requires_grad=True))"
        for given in ("", "torch.ones(2, 1)", "None, inputs=[x]")
        for n in (1, 2)
    ),
]
